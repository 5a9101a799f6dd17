import HTTPTypes
public import Hummingbird
public import NIOCore

/// What a request brings besides itself: where it came from.
public struct WebContext: RemoteAddressRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let remoteAddress: SocketAddress?
    /// By which the request came.
    let channel: any Channel

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
        channel = source.channel
    }

    /// The address of the one who asks. Only a proxy on this machine is believed when it says for
    /// whom it asks; anyone else could claim to be another each time.
    func address(_ headers: HTTPFields) -> String? {
        let peer = remoteAddress?.ipAddress
        let isOwn = peer == nil || peer == "::1" || peer?.hasPrefix("127.") == true
        let forwarded = headers[.init("X-Forwarded-For")!]?.split(separator: ",").last
        guard isOwn, let forwarded else { return peer }
        return forwarded.trimmingSpaces
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String { String(filter { $0 != " " && $0 != "\t" }) }
}
