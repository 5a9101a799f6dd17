import Base
import Dispatch
import Domain

/// Rows that are read batch by batch, so that their number never matters.
protocol ExportSource: Sendable {
    associatedtype Place: Sendable
    var columns: [ExportColumn] { get }
    var text: ExportText { get }
    /// What the whole is called, in formats that have a place for it.
    var title: Wording { get }
    /// The word by which the library knows the name of a workbook's sheet.
    var sheet: String { get }
    /// Where the first batch begins.
    var start: Place { get }
    /// The next rows and where to go on; nil after the last.
    func rows(after place: Place) async throws -> (rows: [[ExportValue]], next: Place?)
}

/// One export on its way out: reads a batch, writes it, hands its bytes over, and only then reads
/// the next. It has a thread of its own, because writing a workbook takes seconds.
actor ExportRun<Source: ExportSource> {
    private let export: Source
    private let writer: any ExportWriter
    private let queue = QueueExecutor("nuo.export")
    private var place: Source.Place?
    private var isBegun = false
    private var isFinished = false
    private var file: FileSource?
    private static var piece: Int { 1 << 18 }

    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// - Parameter folder: where formats that are made as a file are made.
    init(_ export: Source, folder: String) throws {
        self.export = export
        place = export.start
        writer =
            switch export.text.style.format {
            case .csv, .codebook: CSVWriter(export.columns, export.text)
            case .jsonl: JSONLinesWriter(export.columns, export.text)
            case .xlsx:
                try WorkbookWriter(
                    export.columns, export.text, sheet: export.sheet, folder: folder)
            case .sav:
                try SPSSWriter(
                    export.columns, export.text, title: export.title, folder: folder)
            }
        // The codebook tells of columns alone.
        if export.text.style.format == .codebook { place = nil }
    }

    /// The next bytes; nil after the last.
    func next() async throws -> [UInt8]? {
        if !isBegun {
            isBegun = true
            let bytes = try writer.begin()
            if !bytes.isEmpty { return bytes }
        }
        while let here = place {
            let (rows, next) = try await export.rows(after: here)
            place = next
            let bytes = try writer.write(rows)
            if !bytes.isEmpty { return bytes }
        }
        if !isFinished {
            isFinished = true
            let bytes = try writer.finish()
            file = try writer.file.map { try FileSource(path: $0) }
            if !bytes.isEmpty { return bytes }
        }
        guard let file else { return nil }
        var bytes: [UInt8] = []
        return try file.append(to: &bytes, upTo: Self.piece) ? bytes : nil
    }
}

/// Runs an actor on a queue of its own.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(_ name: String) { queue = DispatchQueue(label: name) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
