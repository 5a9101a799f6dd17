/// A mail that came in, as its reader understands it (RFC 5322, RFC 2045 to 2047, RFC 2231). Any
/// bytes whatever make one: what is broken is mended as mail programs do, and said in `faults`.
public struct Letter: Sendable {
    /// What a mail may cost at most.
    public struct Limits: Sendable {
        public var depth = 10
        public var parts = 200
        public var files = 50
        /// Bytes of all texts together.
        public var textBytes = 2 << 20
        public var fileBytes = 25 << 20
        public var allFileBytes = 60 << 20

        public init() {}
    }

    public struct File: Sendable {
        public let name: String
        /// As the sender says; not to be believed.
        public let type: String
        public let bytes: [UInt8]
        /// Whether it is larger than is ever taken; the bytes are then not kept.
        public let isCutOff: Bool
        /// A picture inside the text rather than something attached.
        public let isInline: Bool
    }

    public enum Fault: String, CaseIterable, Sendable {
        case brokenHead, brokenCoding, wrongCharset, noBoundary, unclosed
        case tooDeep, tooManyParts, tooManyFiles, fileTooLarge, textCutOff
    }

    public let headers: Headers
    public let from: Mailbox?
    /// Whom it was written to, openly.
    public let to: [Mailbox]
    public let subject: String
    /// Without brackets.
    public let messageID: String?
    /// Message-IDs of the mails that it answers, the nearest first.
    public let references: [String]
    /// Plain text; HTML turned into it.
    public let text: String
    public let files: [File]
    public let faults: Set<Fault>

    private static let subjectMost = 500

    public init(_ bytes: [UInt8], limits: Limits = Limits()) {
        var reader = PartReader(bytes, limits)
        let (head, body) = reader.head(of: 0..<bytes.count)
        let headers = Headers(bytes[head])
        let rendered = reader.read(headers, body, depth: 0)
        self.headers = headers
        from = Mailbox.list(headers.plain("from") ?? "").first
        to = ["to", "cc", "delivered-to", "x-original-to"].flatMap {
            Mailbox.list(headers.plain($0) ?? "")
        }
        let subject = (headers["subject"] ?? "").prefix(Letter.subjectMost)
        self.subject = PartReader.clean(String(subject))
        messageID = Letter.identifiers(headers.plain("message-id")).first
        var nearest = Letter.identifiers(headers.plain("in-reply-to"))
        for one in Letter.identifiers(headers.plain("references")).reversed()
        where !nearest.contains(one) { nearest.append(one) }
        references = Array(nearest.prefix(Letter.referencesMost))
        text = rendered.text
        files = reader.files
        faults = reader.faults.union(headers.isBroken ? [.brokenHead] : [])
    }

    private static let referencesMost = 50

    /// What stands between angle brackets.
    private static func identifiers(_ text: String?) -> [String] {
        var found: [String] = []
        var rest = Substring((text ?? "").prefix(20_000))
        while let open = rest.firstIndex(of: "<"), found.count < 4 * referencesMost {
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(of: ">") else { break }
            let one = rest[..<close].filter { !$0.isWhitespace }
            if !one.isEmpty, one.utf8.count <= 400 { found.append(one) }
            rest = rest[rest.index(after: close)...]
        }
        return found
    }
}
