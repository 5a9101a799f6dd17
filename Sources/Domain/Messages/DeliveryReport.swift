import Base

/// What a mail server reports about a message that it had taken (RFC 3464), or a mailbox provider
/// about one that somebody called spam (RFC 5965).
public struct DeliveryReport: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// There is nobody, for good.
        case bounce
        /// It may still arrive.
        case delay
        case complaint
    }

    public let kind: Kind
    /// Whom it could not reach.
    public let recipient: String?
    /// The Message-ID of what was sent, without brackets.
    public let reference: String?
    public let detail: String

    public init(kind: Kind, recipient: String?, reference: String?, detail: String) {
        self.kind = kind
        self.recipient = recipient
        self.reference = reference
        self.detail = detail
    }

    static let readMost = 256 << 10

    /// Reads a whole mail; nil for one that is no report, such as an answer or an absence note.
    public init?(mail text: String) {
        let lines = text.utf8.prefix(DeliveryReport.readMost)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { line in
                String(
                    decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line,
                    as: UTF8.self)
            }
        let type =
            DeliveryReport.header("content-type", in: lines.prefix { !$0.isEmpty })?
            .lowercased() ?? ""
        guard type.contains("multipart/report") else { return nil }
        let isFeedback = type.contains("feedback-report")
        let fields = DeliveryReport.fields(
            of: isFeedback ? "message/feedback-report" : "message/delivery-status", in: lines)
        guard !fields.isEmpty else { return nil }
        let action = fields["action"]?.lowercased()
        let status = fields["status"] ?? ""
        let recipient =
            fields["final-recipient"] ?? fields["original-recipient"]
            ?? fields["original-rcpt-to"]
        self.recipient = recipient.map { value in
            String(value.split(separator: ";").last ?? "").filter { !" <>".contains($0) }
        }
        detail = fields["diagnostic-code"] ?? "\(action ?? "") \(status)"
        reference = DeliveryReport.reference(in: lines)
        if isFeedback {
            kind = .complaint
        } else if action == "failed", status.hasPrefix("5.") {
            // A full mailbox or a refused content tells nothing against the address.
            let isAddress =
                status.hasPrefix("5.1.") || status.hasPrefix("5.2.1")
                || status.hasPrefix("5.4.4") || status == "5.0.0"
            kind = isAddress ? .bounce : .delay
        } else if action == "delayed" || action == "failed" {
            kind = .delay
        } else {
            return nil
        }
    }

    /// Fields of the part of a type, all its blocks together: those of the first recipient win.
    private static func fields(of type: String, in lines: [String]) -> [String: String] {
        let start = lines.firstIndex {
            $0.lowercased().hasPrefix("content-type:") && $0.lowercased().contains(type)
        }
        guard let start else { return [:] }
        var fields: [String: String] = [:]
        var last: String?
        for line in lines[(start + 1)...] {
            if line.hasPrefix("--") { break }
            if let first = line.first, first == " " || first == "\t" {
                if let last { fields[last]? += " " + line.drop { $0 == " " || $0 == "\t" } }
                continue
            }
            last = nil
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = line[..<colon].lowercased()
            guard fields[name] == nil else { continue }
            fields[name] = String(line[line.index(after: colon)...].drop { $0 == " " })
            last = name
        }
        return fields
    }

    /// A header with its folded lines.
    private static func header(_ name: String, in lines: some Sequence<String>) -> String? {
        var found: String?
        for line in lines {
            if let first = line.first, first == " " || first == "\t" {
                if found != nil { found? += line }
            } else if found != nil {
                return found
            } else if line.lowercased().hasPrefix(name + ":") {
                found = String(line.dropFirst(name.count + 1))
            }
        }
        return found
    }

    /// The Message-ID of the message inside the report: the last one named.
    private static func reference(in lines: [String]) -> String? {
        let named = lines.last { $0.lowercased().hasPrefix("message-id:") }
        guard let named, let open = named.firstIndex(of: "<"), let close = named.lastIndex(of: ">"),
            open < close
        else { return nil }
        return String(named[named.index(after: open)..<close])
    }
}
