public import Base
public import HTTPTypes
import Hummingbird
public import Operations

/// One request for a page: who asks, in which language, with what.
public struct Visit: Sendable {
    public let site: Site
    public internal(set) var desk: Desk
    /// Nil for someone not signed in.
    public internal(set) var session: Session?
    public internal(set) var words: Words
    public let method: HTTPRequest.Method
    public let path: String
    public internal(set) var queryText: String
    public let headers: HTTPFields
    public let cookies: [String: String]
    /// Where the request comes from, as far as that can be believed.
    public let address: String?
    /// What the browser calls this server: `localhost:8080`.
    public let host: String?
    /// The parts of the path in braces.
    public let parameters: [String: String]
    public internal(set) var query: JSON.Object
    /// The body of a posted form; a name that comes several times holds a list.
    public internal(set) var form: JSON.Object
    public internal(set) var body: [UInt8]
    /// The body as it comes, of a route that takes large ones; `body` is then empty.
    var stream: RequestBody?
    /// Bytes of it that the route takes.
    var bodyLimit = 0

    public var now: Instant { desk.now() }

    /// The site's own address, as links for elsewhere and QR codes need it.
    public var origin: String { "\(site.isSecure ? "https" : "http")://\(host ?? "localhost")" }

    public func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// A path's id; one that is not well-formed leads to no page.
    public func id<Kind>(_ name: String, _: Kind.Type = Kind.self) throws(Refusal) -> ID<Kind> {
        guard let id = ID<Kind>(parameter(name)) else { throw Refusal(.notFound, "noSuchPage") }
        return id
    }

    /// Performs with the form's fields (without the CSRF token) and those given.
    @discardableResult
    public func perform<O: Operation>(
        _: O.Type, adding fields: [String: JSON] = [:]
    ) async throws -> O.Output {
        var raw = form
        raw["csrf"] = nil
        for (name, value) in fields { raw[name] = value }
        return try await desk.perform(O.self, raw)
    }

    /// A page inside the frame of the signed-in product.
    /// - Parameter section: which entry of the navigation is current.
    public func page(
        _ template: String, section: String, _ context: JSON,
        status: HTTPResponse.Status = .ok
    ) -> Reply {
        .page(template, framed(context, section: section), status: status)
    }

    /// Adds what every page's frame needs: navigation, name, language, CSRF token.
    public func framed(_ context: JSON, section: String) -> JSON {
        var whole = context.object ?? JSON.Object()
        whole["frame"] = Frame(self, section: section).json
        return .object(whole)
    }
}
