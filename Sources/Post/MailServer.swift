import CCurl

/// Where mail is handed in, or fetched.
public struct MailServer: Hashable, Sendable {
    public enum Security: String, CaseIterable, Sendable {
        /// TLS from the first byte; usually port 465.
        case tls
        /// The conversation turns to TLS before anything else is said; usually port 587.
        case starttls
        /// In the clear: only for a server on the same machine or in the same network.
        case none
    }

    public let host: String
    public let port: Int
    public let security: Security
    public let user: String?
    public let password: String?
    /// Signs in instead of the password (SASL XOAUTH2); holds for about an hour.
    public private(set) var bearer: String?
    /// Certificates to trust instead of the system's.
    public let authorityFile: String?

    public init(
        host: String, port: Int, security: Security, user: String? = nil, password: String? = nil,
        authorityFile: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
        self.authorityFile = authorityFile
    }

    /// The same, signed in to in its owner's name.
    /// - Parameter user: whose name, where the server names none.
    public func withBearer(_ bearer: String, user: String? = nil) -> MailServer {
        var other = MailServer(
            host: host, port: port, security: security, user: user ?? self.user,
            authorityFile: authorityFile)
        other.bearer = bearer
        return other
    }

    /// How libcurl signs in.
    func signIn(_ curl: UnsafeMutableRawPointer) {
        if let user { nuo_curl_set_text(curl, CURLOPT_USERNAME, user) }
        if let bearer {
            nuo_curl_set_text(curl, CURLOPT_XOAUTH2_BEARER, bearer)
            nuo_curl_set_text(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2")
        } else if let password {
            nuo_curl_set_text(curl, CURLOPT_PASSWORD, password)
        }
    }

    var url: String { "\(security == .tls ? "smtps" : "smtp")://\(place)/\(greeting)" }

    var mailboxURL: String { "\(security == .tls ? "imaps" : "imap")://\(place)/" }

    private var place: String {
        let bare = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "\(bare):\(port)"
    }

    /// What we call ourselves in EHLO; servers in earnest look at the address, not at this.
    private var greeting: String { "nuo" }
}
