import CCurl
import Dispatch

/// A call of another program over HTTP: a webhook, a chat robot, an SMS gateway.
public struct WebCall: Sendable {
    public static let timeoutSeconds = 20

    public var method: String
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// Bytes of the longest answer that is kept.
    public var answerMost = 64 << 10
    /// Whether it may go in the clear to whatever host: only where the other side offers nothing
    /// else and nothing of ours is in it.
    public var mayBeClear = false

    public init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// A form with one file in it (RFC 7578).
    /// - Parameter name: of the file; what cannot stand in a head becomes `_`.
    public static func upload(
        _ url: String, field: String, name: String, type: String, bytes: [UInt8],
        boundary: String
    ) -> WebCall {
        let plain = String(
            name.unicodeScalars.map { scalar in
                scalar.value < 0x20 || scalar == "\"" || scalar == "\\" || scalar.value == 0x7F
                    ? "_" : Character(scalar)
            })
        let head =
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"; "
            + "filename=\"\(plain)\"; filelength=\(bytes.count)\r\n"
            + "Content-Type: \(type)\r\n\r\n"
        return WebCall(
            "POST", url,
            headers: [("Content-Type", "multipart/form-data; boundary=\(boundary)")],
            body: Array(head.utf8) + bytes + Array("\r\n--\(boundary)--\r\n".utf8))
    }

    public struct Answer: Sendable {
        public let status: Int
        /// At most `answerMost` bytes of it.
        public let body: [UInt8]
        /// Whether there was more.
        public let isCutOff: Bool
        private let head: [UInt8]

        init(status: Int, body: [UInt8], isCutOff: Bool, head: [UInt8]) {
            self.status = status
            self.body = body
            self.isCutOff = isCutOff
            self.head = head
        }

        /// A line of the head by its name in small letters; nil where there is none.
        public func header(_ name: String) -> String? {
            for line in head.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
                guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
                let own = String(decoding: line[..<colon], as: UTF8.self).lowercased()
                guard own == name else { continue }
                let value = line[(colon + 1)...].drop { $0 == 0x20 }
                return String(decoding: value, as: UTF8.self)
            }
            return nil
        }
    }

    /// Makes the call. Redirects are not followed: who is to be called is named by its address.
    /// In the clear only where the guard allows the host by name.
    public func perform(
        addresses: AddressGuard, authorityFile: String? = nil
    ) async -> Result<Answer, Trouble> {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: performNow(addresses, authorityFile))
            }
        }
    }

    private func performNow(
        _ addresses: AddressGuard, _ authorityFile: String?
    ) -> Result<Answer, Trouble> {
        guard let host = Self.host(of: url) else {
            return .failure(Trouble(.unfit, text: url))
        }
        let names = headers.flatMap { [$0.name, $0.value] } + [method]
        guard names.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }),
            let handle = Transfer.newHandle()
        else { return .failure(Trouble(.unfit, text: url)) }
        let curl = UnsafeMutableRawPointer(handle)
        defer { curl_easy_cleanup(curl) }
        let isKnown = addresses.allowsPrivate(host)
        let transfer = Transfer(sending: body, allowsPrivate: isKnown, most: answerMost)
        transfer.prepare(
            curl, timeoutSeconds: Self.timeoutSeconds, authorityFile: authorityFile)
        nuo_curl_set_text(curl, CURLOPT_URL, url)
        nuo_curl_set_text(
            curl, CURLOPT_PROTOCOLS_STR, isKnown || mayBeClear ? "http,https" : "https")
        nuo_curl_set_long(curl, CURLOPT_FOLLOWLOCATION, 0)
        nuo_curl_set_text(curl, CURLOPT_CUSTOMREQUEST, method)
        if !body.isEmpty {
            nuo_curl_set_long(curl, CURLOPT_POST, 1)
            nuo_curl_set_long(curl, CURLOPT_POSTFIELDSIZE, body.count)
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for header in headers + [("User-Agent", "Nuo"), ("Expect", "")] {
            list = curl_slist_append(list, "\(header.name): \(header.value)")
        }
        defer { curl_slist_free_all(list) }
        nuo_curl_set_list(curl, CURLOPT_HTTPHEADER, list)
        let result = withExtendedLifetime(transfer) { curl_easy_perform(curl) }
        var status = 0
        nuo_curl_get_long(curl, CURLINFO_RESPONSE_CODE, &status)
        // An answer longer than we keep was an answer all the same.
        let isCutOff = result == CURLE_WRITE_ERROR && status > 0
        if result == CURLE_OK || isCutOff {
            return .success(
                Answer(
                    status: status, body: transfer.answer, isCutOff: isCutOff,
                    head: transfer.lines))
        }
        return .failure(Self.trouble(result, transfer))
    }

    private static func trouble(_ result: CURLcode, _ transfer: Transfer) -> Trouble {
        let text = String(cString: curl_easy_strerror(result))
        if transfer.metPrivate { return Trouble(.privateAddress) }
        return switch result {
        case CURLE_UNSUPPORTED_PROTOCOL: Trouble(.notSecure, text: text)
        case CURLE_URL_MALFORMAT: Trouble(.unfit, text: text)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: Trouble(.unreachable, text: text)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION:
            Trouble(
                .notSecure, text: text)
        case CURLE_OPERATION_TIMEDOUT:
            Trouble(
                .timedOut, text: text, isInDoubt: transfer.isHandedOver)
        default: Trouble(.dropped, text: text, isInDoubt: transfer.isHandedOver)
        }
    }

    /// The host of an http or https address, as libcurl itself understands it; nil for others.
    public static func host(of url: String) -> String? {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let parsed = curl_url() else {
            return nil
        }
        defer { curl_url_cleanup(parsed) }
        guard curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = part(CURLUPART_SCHEME, of: parsed), ["http", "https"].contains(scheme)
        else { return nil }
        return part(CURLUPART_HOST, of: parsed)
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
