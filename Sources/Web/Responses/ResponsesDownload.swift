import Base
import HTTPTypes
import NIOCore
import Operations

/// A questionnaire's responses as CSV for spreadsheets, written as it is read.
enum ResponsesDownload {
    static func send(_ visit: Visit) async throws -> Reply {
        let table = try await ResponseTable(
            of: visit.query["instrument"]?.string ?? "",
            filter: visit.query["filter"]?.string.flatMap { $0.isEmpty ? nil : $0 },
            on: visit.desk)
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let writing = Task {
            // The mark by which Excel knows UTF-8, also for Chinese.
            continuation.yield(ByteBuffer(string: "\u{FEFF}" + lines([table.header])))
            var place: ResponseTable.Place? = .start
            while let here = place, !Task.isCancelled {
                let (rows, next) = try await table.rows(after: here)
                continuation.yield(ByteBuffer(string: lines(rows)))
                place = next
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in writing.cancel() }
        return Reply(
            .stream(stream, type: "text/csv; charset=utf-8"),
            headers: [.contentDisposition: "attachment; filename=\"\(table.name).csv\""])
    }

    private static func lines(_ rows: [[String]]) -> String {
        DelimitedText.lines(rows.map { $0.map(DelimitedText.guarded) })
    }
}
