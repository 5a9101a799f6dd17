import Base
import Domain
import HTTPTypes
import NIOCore
import Operations

/// All customers that a list shows, as a table, sent as it is read.
enum CustomerExport {
    static func csv(_ visit: Visit) async throws -> Reply {
        var raw = JSON.Object([.init(key: "limit", value: 200)])
        for name in CustomerPages.filters { raw[name] = visit.query[name] }
        // The first page decides whether the filter is one, before anything is sent.
        let first = try await visit.desk.perform(ListCustomers.self, raw)
        let (stream, pieces) = AsyncStream.makeStream(of: ByteBuffer.self)
        let desk = visit.desk
        let writing = Task { [raw] in
            defer { pieces.finish() }
            pieces.yield(ByteBuffer(bytes: Array("\u{FEFF}".utf8) + header))
            var page = first
            while true {
                pieces.yield(ByteBuffer(bytes: rows(page.items)))
                guard let cursor = page.nextCursor, !Task.isCancelled else { return }
                var next = raw
                next["cursor"] = .string(cursor)
                page = try await desk.perform(ListCustomers.self, next)
            }
        }
        pieces.onTermination = { _ in writing.cancel() }
        return Reply(
            .stream(stream, type: "text/csv; charset=utf-8"),
            headers: [.contentDisposition: "attachment; filename=\"customers.csv\""])
    }

    private static var header: [UInt8] {
        var out: [UInt8] = []
        DelimitedText.append(
            ["id", "key", "name", "language", "mail", "phone", "traits", "created"], to: &out)
        return out
    }

    private static func rows(_ customers: [CustomerResource]) -> [UInt8] {
        var out: [UInt8] = []
        for one in customers {
            let customer = one.customer
            func contacts(_ kind: Contact.Kind) -> String {
                customer.contacts.filter { $0.kind == kind }.map(\.value).joined(separator: "; ")
            }
            DelimitedText.append(
                [
                    one.id.description, customer.key, customer.name ?? "",
                    customer.language ?? "", contacts(.mail), contacts(.phone),
                    customer.traits.isEmpty ? "" : JSON.object(customer.traits).text,
                    one.createdAt.iso8601,
                ].map(DelimitedText.guarded), to: &out)
        }
        return out
    }
}
