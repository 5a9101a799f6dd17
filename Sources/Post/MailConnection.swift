import CCurl
import Dispatch

/// One connection to a mail server, opened with the first message and kept for those that follow.
/// libcurl blocks, so it runs on a queue of its own.
public final class MailConnection: @unchecked Sendable {
    /// No message takes longer, so whoever holds a lease for longer sends it alone.
    public static let timeoutSeconds = 30

    private let server: MailServer
    private let addresses: AddressGuard
    private let queue = DispatchQueue(label: "nuo.mail")
    private var handle: OpaquePointer?

    public init(_ server: MailServer, addresses: AddressGuard) {
        self.server = server
        self.addresses = addresses
    }

    deinit {
        if let handle { curl_easy_cleanup(UnsafeMutableRawPointer(handle)) }
    }

    /// Hands one message to the server for one recipient.
    /// - Parameters:
    ///   - sender: who hears of what cannot be delivered.
    ///   - message: as `MailMessage.bytes` writes it.
    /// - Returns: what the server said when it took it.
    public func send(
        _ message: [UInt8], from sender: String, to recipient: String
    ) async -> Result<String, Trouble> {
        await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: self.perform(message, sender, recipient))
            }
        }
    }

    private func perform(
        _ message: [UInt8], _ sender: String, _ recipient: String
    ) -> Result<String, Trouble> {
        guard MailMessage.isAddress(sender), MailMessage.isAddress(recipient) else {
            return .failure(Trouble(.unfit, text: recipient, isOfRecipient: true))
        }
        if handle == nil { handle = Transfer.newHandle() }
        guard let handle else { return .failure(Trouble(.unreachable, text: "libcurl")) }
        let curl = UnsafeMutableRawPointer(handle)
        let transfer = Transfer(
            sending: message, allowsPrivate: addresses.allowsPrivate(server.host))
        // Forgets the options of the last message, not the connection.
        curl_easy_reset(curl)
        transfer.prepare(
            curl, timeoutSeconds: Self.timeoutSeconds, authorityFile: server.authorityFile)
        nuo_curl_set_long(curl, CURLOPT_VERBOSE, 1)
        nuo_curl_set_debug(curl, noteCommand)
        nuo_curl_set_pointer(
            curl, CURLOPT_DEBUGDATA, Unmanaged.passUnretained(transfer).toOpaque())
        nuo_curl_set_text(curl, CURLOPT_URL, server.url)
        nuo_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        if server.security == .starttls {
            nuo_curl_set_long(curl, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        }
        server.signIn(curl)
        nuo_curl_set_text(curl, CURLOPT_MAIL_FROM, "<\(sender)>")
        let recipients = curl_slist_append(nil, "<\(recipient)>")
        defer { curl_slist_free_all(recipients) }
        nuo_curl_set_list(curl, CURLOPT_MAIL_RCPT, recipients)
        nuo_curl_set_long(curl, CURLOPT_UPLOAD, 1)
        let result = withExtendedLifetime(transfer) { curl_easy_perform(curl) }
        var code = 0
        nuo_curl_get_long(curl, CURLINFO_RESPONSE_CODE, &code)
        guard result != CURLE_OK else { return .success(transfer.lastLine) }
        return .failure(Trouble(mail: result, code: code, transfer))
    }
}

extension Transfer {
    /// What the other side said last.
    var lastLine: String {
        let last = lines.split { $0 == 0x0A || $0 == 0x0D }.last ?? []
        return String(decoding: last.prefix(500), as: UTF8.self)
    }
}

extension Trouble {
    /// What a mail server's refusal or libcurl's own trouble means.
    init(mail result: CURLcode, code: Int, _ transfer: Transfer) {
        let own = String(cString: curl_easy_strerror(result))
        let said = transfer.lastLine
        let text = said.isEmpty ? own : said
        if transfer.metPrivate {
            self.init(.privateAddress)
            return
        }
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: self.init(.unreachable, text: own)
        case CURLE_USE_SSL_FAILED, CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            self.init(.notSecure, text: own)
        case CURLE_LOGIN_DENIED: self.init(.signIn, code: code, text: text)
        case CURLE_OPERATION_TIMEDOUT:
            self.init(.timedOut, text: text, isInDoubt: transfer.isHandedOver)
        case _ where (500..<600).contains(code):
            self.init(.refused, code: code, text: text, isOfRecipient: transfer.command == "RCPT")
        case _ where (400..<500).contains(code): self.init(.later, code: code, text: text)
        default: self.init(.dropped, text: own, isInDoubt: transfer.isHandedOver)
        }
    }
}
