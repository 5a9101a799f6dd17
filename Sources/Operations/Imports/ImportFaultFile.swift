public import Base
public import Domain
import Store

/// The rows that an import left out, as a table for whoever mends the file.
public enum ImportFaultFile {
    /// Line, column, value and reason of every fault kept.
    /// - Parameter words: what is wrong, in the reader's language.
    public static func text(
        of id: ID<Import>, words: (ImportFault) -> String, on desk: Desk
    ) async throws -> String {
        var out: [UInt8] = []
        DelimitedText.append(["line", "column", "value", "reason"], to: &out)
        var after: (line: Int, place: Int)?
        repeat {
            let last = after
            let page = try await desk.read { connection in
                try Imports.faults(
                    of: id, after: last, limit: 1_000, in: desk.workspace, on: connection)
            }
            for (fault, _) in page {
                DelimitedText.append(
                    [
                        "\(fault.line)", DelimitedText.guarded(fault.column),
                        DelimitedText.guarded(fault.value), words(fault),
                    ], to: &out)
            }
            after = page.count == 1_000 ? page.last.map { ($0.fault.line, $0.place) } : nil
        } while after != nil
        return String(decoding: out, as: UTF8.self)
    }
}
