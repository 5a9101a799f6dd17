import Base
import CReadStat
import Domain
import Glibc

/// An SPSS file: choices as numbers with labels, "does not apply" and "I do not know" as missing
/// values with labels, times on the clock of the zone.
final class SPSSWriter: ExportWriter {
    private let columns: [ExportColumn]
    private let text: ExportText
    private let title: Wording
    private let made: PassingFile
    private let spool: ValueSpool
    private var rowCount = 0
    private var variables: [SPSSVariable]

    private(set) var file: String?

    init(
        _ columns: [ExportColumn], _ text: ExportText, title: Wording, folder: String
    ) throws {
        self.columns = columns
        self.text = text
        self.title = title
        made = try PassingFile(in: folder)
        spool = try ValueSpool(in: folder)
        variables = columns.map { SPSSVariable($0, text) }
        SPSSVariable.settleNames(&variables)
    }

    func write(_ rows: [[ExportValue]]) throws -> [UInt8] {
        for row in rows {
            for place in row.indices { variables[place].see(row[place]) }
            try spool.append(row)
            rowCount += 1
        }
        return []
    }

    func finish() throws -> [UInt8] {
        let out = try made.write()
        defer { fclose(out) }
        guard let writer = readstat_writer_init() else {
            throw Refusal(.unreadable, "spssFailed", ["reason": "init"])
        }
        defer { readstat_writer_free(writer) }
        readstat_set_data_writer(writer) { bytes, count, file in
            guard let bytes, let file else { return -1 }
            return fwrite(bytes, 1, count, file.assumingMemoryBound(to: FILE.self))
        }
        readstat_writer_set_file_label(writer, title[text.style.language].cut(toBytes: 60))
        try check(readstat_writer_set_compression(writer, READSTAT_COMPRESS_ROWS))
        let handles = variables.indices.map { variables[$0].declare(in: writer, number: $0) }
        try check(readstat_begin_writing_sav(writer, out, rowCount))
        try spool.each(columns.count) { row in
            try check(readstat_begin_row(writer))
            for (place, value) in row.enumerated() {
                try check(variables[place].insert(value, handles[place], writer))
            }
            try check(readstat_end_row(writer))
        }
        try check(readstat_end_writing(writer))
        file = made.path
        return []
    }

    private func check(_ code: readstat_error_t) throws {
        guard code == READSTAT_OK else {
            let reason = readstat_error_message(code).map { String(cString: $0) } ?? ""
            throw Refusal(.unreadable, "spssFailed", ["reason": reason])
        }
    }
}

extension String {
    /// As many whole characters as fit.
    func cut(toBytes most: Int) -> String {
        guard utf8.count > most else { return self }
        var out = ""
        var count = 0
        for character in self {
            count += character.utf8.count
            guard count <= most else { break }
            out.append(character)
        }
        return out
    }
}
