import CCurl
import Glibc

/// One request under way, as libcurl's callbacks see it.
final class Transfer {
    /// How much of an answer is kept, unless more is asked for.
    static let answerMost = 64 << 10

    private let sent: [UInt8]
    fileprivate let most: Int
    private var place = 0
    var answer: [UInt8] = []
    var lines: [UInt8] = []
    /// The last command given to the server that it has answered.
    var command = ""
    /// After a refusal libcurl takes its leave; what is said then answers nothing.
    var isLeaving = false
    let allowsPrivate: Bool
    var metPrivate = false

    init(sending sent: [UInt8], allowsPrivate: Bool, most: Int = Transfer.answerMost) {
        self.sent = sent
        self.most = most
        self.allowsPrivate = allowsPrivate
    }

    var isHandedOver: Bool { place == sent.count }

    /// libcurl is made ready once, before any thread uses it.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    static func newHandle() -> OpaquePointer? {
        guard isReady, let curl = curl_easy_init() else { return nil }
        return OpaquePointer(curl)
    }

    /// What is common to mail and web: no signals, no proxy of the environment, the guard.
    func prepare(_ curl: UnsafeMutableRawPointer, timeoutSeconds: Int, authorityFile: String?) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        nuo_curl_set_long(curl, CURLOPT_NOSIGNAL, 1)
        nuo_curl_set_text(curl, CURLOPT_PROXY, "")
        nuo_curl_set_long(curl, CURLOPT_CONNECTTIMEOUT, min(15, timeoutSeconds))
        nuo_curl_set_long(curl, CURLOPT_TIMEOUT, timeoutSeconds)
        if let authorityFile { nuo_curl_set_text(curl, CURLOPT_CAINFO, authorityFile) }
        nuo_curl_set_socket(curl, openSocket)
        nuo_curl_set_pointer(curl, CURLOPT_OPENSOCKETDATA, me)
        nuo_curl_set_read(curl, read)
        nuo_curl_set_pointer(curl, CURLOPT_READDATA, me)
        nuo_curl_set_write(curl, CURLOPT_WRITEFUNCTION, write)
        nuo_curl_set_pointer(curl, CURLOPT_WRITEDATA, me)
        nuo_curl_set_write(curl, CURLOPT_HEADERFUNCTION, header)
        nuo_curl_set_pointer(curl, CURLOPT_HEADERDATA, me)
    }

    fileprivate func next(_ buffer: UnsafeMutablePointer<CChar>, _ most: Int) -> Int {
        let count = min(most, sent.count - place)
        sent.withUnsafeBytes { bytes in
            guard count > 0, let base = bytes.baseAddress else { return }
            memcpy(buffer, base + place, count)
        }
        place += count
        return count
    }

    fileprivate static func from(_ pointer: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
    }
}

private let read: curl_read_callback = { buffer, size, count, me in
    guard let buffer, let me else { return 0 }
    return Transfer.from(me).next(buffer, size * count)
}

private let write: curl_write_callback = { bytes, size, count, me in
    guard let bytes, let me else { return 0 }
    let transfer = Transfer.from(me)
    let room = max(0, transfer.most - transfer.answer.count)
    let part = UnsafeRawBufferPointer(start: bytes, count: min(room, size * count))
    transfer.answer.append(contentsOf: part)
    // More than this is no answer: stop listening.
    return part.count
}

private let header: curl_write_callback = { bytes, size, count, me in
    guard let bytes, let me else { return 0 }
    let transfer = Transfer.from(me)
    if !transfer.isLeaving, transfer.lines.count < Transfer.answerMost {
        transfer.lines.append(
            contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    return size * count
}

/// Notes the command that a refusal answers.
let noteCommand: curl_debug_callback = { _, type, bytes, count, me in
    guard type == CURLINFO_HEADER_OUT, let bytes, let me else { return 0 }
    let text = UnsafeRawBufferPointer(start: bytes, count: count)
    let command = String(decoding: text.prefix { $0 > 0x20 }, as: UTF8.self)
    let transfer = Transfer.from(me)
    if command == "QUIT" { transfer.isLeaving = true } else { transfer.command = command }
    return 0
}

private let openSocket: curl_opensocket_callback = { me, _, address in
    guard let me, let address else { return -1 }
    let transfer = Transfer.from(me)
    let start = UnsafeRawPointer(address).advanced(
        by: MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0)
    let bytes: [UInt8]
    switch address.pointee.family {
    case AF_INET:
        let found = start.loadUnaligned(as: sockaddr_in.self)
        bytes = withUnsafeBytes(of: found.sin_addr) { Array($0) }
    case AF_INET6:
        let found = start.loadUnaligned(as: sockaddr_in6.self)
        bytes = withUnsafeBytes(of: found.sin6_addr) { Array($0) }
    default: bytes = []
    }
    if AddressGuard.isPrivate(bytes), !transfer.allowsPrivate {
        transfer.metPrivate = true
        return -1
    }
    return socket(address.pointee.family, address.pointee.socktype, address.pointee.protocol)
}
