public import Base

/// A mail on its way out: RFC 5322 with MIME (RFC 2045 to 2047). Own writer rather than a library,
/// because what we write is little (one text, or text and HTML, and files) and its refusal of line
/// breaks in headers is the part that must not fail.
public struct MailMessage: Sendable {
    public struct Mailbox: Hashable, Sendable {
        public let name: String?
        public let address: String

        public init(_ address: String, name: String? = nil) {
            self.address = address
            self.name = name
        }
    }

    /// A file that goes with it.
    public struct File: Hashable, Sendable {
        /// On one line.
        public let name: String
        public let type: String
        /// What is in it, in base 64 without breaks.
        public let base64: String

        public init(name: String, type: String, base64: String) {
            self.name = name
            self.type = type
            self.base64 = base64
        }
    }

    public var from: Mailbox
    public var to: Mailbox
    public var replyTo: String?
    public var subject: String
    public var text: String
    public var html: String?
    public var at: Instant
    /// Without angle brackets: `msg_…@example.com`. The same at every try.
    public var id: String
    /// RFC 8058: a POST there takes the recipient off the list.
    public var unsubscribe: String?
    public var language: String?
    /// Message-IDs of the thread, oldest first; the last is the one it answers.
    public var references: [String] = []
    public var files: [File] = []
    /// Whether no person wrote it: other programs then send no answer of their own.
    public var isAutomatic = true

    public init(
        from: Mailbox, to: Mailbox, subject: String, text: String, html: String? = nil,
        at: Instant, id: String
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.at = at
        self.id = id
    }

    /// The whole message with CRLF lines of at most 998 bytes.
    /// - Throws: `Trouble.Kind.unfit` naming the header that holds what a header cannot.
    public func bytes() throws(Trouble) -> [UInt8] {
        var out = try head()
        guard !files.isEmpty else {
            appendBody(to: &out)
            return out
        }
        let boundary = boundary + "-files"
        out += "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\r\n".utf8
        out += "\r\n--\(boundary)\r\n".utf8
        appendBody(to: &out)
        for file in files {
            out += "\r\n--\(boundary)\r\n".utf8
            try Self.append(file, to: &out)
        }
        out += "\r\n--\(boundary)--\r\n".utf8
        return out
    }

    private var boundary: String {
        "nuo-" + id.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    private func appendBody(to out: inout [UInt8]) {
        guard let html else {
            Self.append(part: text, type: "text/plain", to: &out)
            return
        }
        out += "Content-Type: multipart/alternative; boundary=\"\(boundary)\"\r\n".utf8
        out += "\r\n--\(boundary)\r\n".utf8
        Self.append(part: text, type: "text/plain", to: &out)
        out += "\r\n--\(boundary)\r\n".utf8
        Self.append(part: html, type: "text/html", to: &out)
        out += "\r\n--\(boundary)--\r\n".utf8
    }

    private func head() throws(Trouble) -> [UInt8] {
        var out: [UInt8] = []
        func add(_ name: String, _ value: String) throws(Trouble) {
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw Trouble(.unfit, text: name)
            }
            out += "\(name): \(value)\r\n".utf8
        }
        func address(_ name: String, _ box: Mailbox) throws(Trouble) -> String {
            guard Self.isAddress(box.address) else {
                throw Trouble(.unfit, text: box.address, isOfRecipient: name == "To")
            }
            guard let label = box.name, !label.isEmpty else { return box.address }
            return "\(try Self.phrase(label, of: name)) <\(box.address)>"
        }
        try add("From", try address("From", from))
        try add("To", try address("To", to))
        if let replyTo { try add("Reply-To", try address("Reply-To", Mailbox(replyTo))) }
        try add("Date", Self.date(at))
        try add("Message-ID", "<\(id)>")
        // Folded lines hold breaks of their own; what they are made of was checked before.
        out += "Subject: \(try Self.encoded(subject, of: "Subject"))\r\n".utf8
        if let language { try add("Content-Language", language) }
        if isAutomatic { try add("Auto-Submitted", "auto-generated") }
        let thread = references.filter(Self.isReference)
        if let last = thread.last {
            try add("In-Reply-To", "<\(last)>")
            out += "References: \(thread.map { "<\($0)>" }.joined(separator: "\r\n "))\r\n".utf8
        }
        if let unsubscribe {
            try add("List-Unsubscribe", "<\(unsubscribe)>")
            try add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        }
        try add("MIME-Version", "1.0")
        return out
    }

    /// A Message-ID as it stands between angle brackets: none of a thread with a stranger's tricks.
    static func isReference(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 400
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3C && $0 != 0x3E }
    }

    /// An address that can stand between angle brackets: ASCII, no space, no quoting.
    public static func isAddress(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, text.utf8.count <= 254 else {
            return false
        }
        return text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>()[]\\,;:\"".utf8.contains($0) }
    }

    /// `Tue, 03 Mar 2026 09:00:00 +0000`.
    static func date(_ at: Instant) -> String {
        let civil = at.civil(in: .utc)
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let clock = [civil.hour, civil.minute, civil.second].map(two).joined(separator: ":")
        let date = civil.date
        return "\(days[date.weekday.rawValue - 1]), \(two(date.day)) \(months[date.month - 1]) "
            + "\(date.year) \(clock) +0000"
    }
}
