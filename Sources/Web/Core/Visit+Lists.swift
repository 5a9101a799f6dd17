import Base
import HTTPTypes
import NIOCore
import Operations

/// What pages of lists have in common: filters in the address, the next page, a table to keep.
extension Visit {
    /// The named filters of the address that are not empty.
    func filters(_ names: [String]) -> JSON.Object {
        JSON.Object(
            names.compactMap { name in
                guard let value = query[name]?.string, !value.isEmpty else { return nil }
                return .init(key: name, value: .string(value))
            })
    }

    /// A list's address with its filters.
    func address(_ path: String, _ filters: JSON.Object, cursor: String? = nil) -> String {
        var parts = filters.members.map { member in
            "\(member.key)=\(FormDecoding.encoded(member.value.string ?? ""))"
        }
        if let cursor { parts.append("cursor=\(FormDecoding.encoded(cursor))") }
        return parts.isEmpty ? path : path + "?" + parts.joined(separator: "&")
    }

    /// Choices of a select whose sentences are `WORDS.VALUE`.
    func choices(_ values: [String], _ words: String, chosen: String?) -> JSON {
        .array(
            values.map { value in
                [
                    "value": .string(value), "name": .string(self.words["\(words).\(value)"]),
                    "isChosen": .bool(value == chosen),
                ]
            })
    }

    /// All pages of a list as CSV, sent as they are read.
    func csv<Element: Resource>(
        _ name: String, header: [String],
        page: @escaping @Sendable (_ cursor: String?) async throws -> Page<Element>,
        row: @escaping @Sendable (Element) -> [String]
    ) async throws -> Reply {
        // The first page decides whether the filters are any, before anything is sent.
        let first = try await page(nil)
        let (stream, pieces) = AsyncStream.makeStream(of: ByteBuffer.self)
        let writing = Task {
            defer { pieces.finish() }
            // The mark by which Excel knows UTF-8, also for Chinese.
            pieces.yield(ByteBuffer(string: "\u{FEFF}" + DelimitedText.lines([header])))
            var current = first
            while true {
                let rows = current.items.map { row($0).map(DelimitedText.guarded) }
                pieces.yield(ByteBuffer(string: DelimitedText.lines(rows)))
                guard let cursor = current.nextCursor, !Task.isCancelled else { return }
                current = try await page(cursor)
            }
        }
        pieces.onTermination = { _ in writing.cancel() }
        return Reply(
            .stream(stream, type: "text/csv; charset=utf-8"),
            headers: [.contentDisposition: "attachment; filename=\"\(name).csv\""])
    }
}

extension JSON.Object {
    /// The same with some members set.
    func with(_ members: [String: JSON]) -> JSON.Object {
        var all = self
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { all[name] = value }
        return all
    }
}
