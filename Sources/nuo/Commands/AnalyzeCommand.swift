import ArgumentParser
import Base
import Foundation
import Operations

/// `nuo analyze METHOD FILE`: any measure on a table, without a server.
struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Compute a measure from a table: a CSV or TSV file, also compressed.",
        discussion: """
              nuo analyze nps answers.csv --score q1 --format json
              nuo analyze csat answers.csv.gz --score rating --top 2 --by channel
              nuo analyze ces answers.tsv --score effort --where 'age >= 18'
              nuo analyze compare answers.csv --metric nps --score q1 --group segment

            METHODS and their options:

            """ + Analyses.all.map(help).joined(separator: "\n") + """

                Blank cells, NA and N/A are missing; rows that lack a needed value are left
                out and counted. In --where a column with spaces stands in back-quotes.
                Exit codes: 64 wrong options, 65 wrong data (with line and column).
                """)

    @Argument(help: "One of the methods below.")
    var method: String
    @Argument(
        parsing: .allUnrecognized, help: "The table (- is standard input) and the method's options."
    )
    var rest: [String] = []
    @OptionGroup var flags: TableFlags
    @Option(help: "Coverage of the intervals (0.95); for agreement also what ratings are.")
    var level: [String] = []
    @Option(help: "Write the answer to this file.")
    var out: String?
    @Option(help: "What parts the fields: comma, tab, semicolon or bar. Guessed when left out.")
    var delimiter: String?

    func run() async throws {
        let (file, call) = try TableFlags.usage { try prepared() }
        try await Ending.clear {
            let answer = try file.map { try run(call, on: $0) } ?? call.run(on: nil)
            if call.hasRecords, let out {
                try writeRecords(of: answer, to: out)
                write(answer.text(flags.shownFormat))
            } else if let out {
                try write(answer.text(flags.format ?? .json), to: out)
            } else {
                write(answer.text(flags.shownFormat))
            }
        }
    }

    private func run(_ call: AnalysisCall, on file: String) throws -> AnalysisAnswer {
        let source = file == "-" ? FileSource() : try FileSource(path: file)
        let table = try TableReader.open(
            source, encoding: TableFlags.usage { try flags.chosenEncoding() },
            delimiter: TableFlags.usage { try chosenDelimiter(file) })
        var bar = ProgressBar(total: source.size)
        defer { bar.clear() }
        return try call.run(on: table, saying: Phrases.sentence) { rows in
            bar.show(done: source.bytesRead, rows: rows)
        }
    }

    /// The file and the call, before anything is opened.
    private func prepared() throws -> (file: String?, call: AnalysisCall) {
        var options = rest
        var file: String?
        if let place = TableFlags.filePlace(in: rest) { file = options.remove(at: place) }
        let readsTable = try Analyses.named(method).readsTable
        guard readsTable == (file != nil) else {
            throw file.map { Refusal(.invalid, "wordUnexpected", ["word": $0]) }
                ?? Refusal(.invalid, "fileMissing")
        }
        let (coverage, word) = try levels(Analyses.named(method))
        if let word { options += ["--level", word] }
        var call = try AnalysisCall(
            method: method, options: options, level: coverage, seed: flags.seed)
        call.by = flags.by
        call.missing = Set(flags.missing)
        call.filter = try flags.filter()
        return (file, call)
    }

    /// `--level` is the coverage where it is a number, and belongs to a method that has such an
    /// option where it is a word.
    private func levels(_ type: any Analysis.Type) throws -> (Double, String?) {
        let numbers = level.compactMap(Double.init)
        let words = level.filter { Double($0) == nil }
        let takesWord = type.options.contains { $0.name == "level" }
        guard words.isEmpty || takesWord else {
            throw Refusal(.invalid, "optionLevel", ["value": words[0]])
        }
        guard numbers.count < 2, words.count < 2 else {
            throw Refusal(.invalid, "optionTwice", ["option": "--level"])
        }
        return (numbers.first ?? 0.95, words.first)
    }

    private func chosenDelimiter(_ file: String) throws -> UInt8? {
        guard let delimiter else { return TableReader.delimiter(ofFileNamed: file) }
        switch delimiter {
        case "comma", ",": return UInt8(ascii: ",")
        case "tab", "\t": return UInt8(ascii: "\t")
        case "semicolon", ";": return UInt8(ascii: ";")
        case "bar", "|": return UInt8(ascii: "|")
        default: throw Refusal(.invalid, "delimiterUnknown", ["delimiter": delimiter])
        }
    }

    private func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    private func write(_ text: String, to path: String) throws {
        try TableFlags.file(writing: path).write(contentsOf: Data(text.utf8))
    }

    private func writeRecords(of answer: AnalysisAnswer, to path: String) throws {
        let file = try TableFlags.file(writing: path)
        try answer.writeRecords { try file.write(contentsOf: Data($0.utf8)) }
    }

    private static func help(_ method: any Analysis.Type) -> String {
        let file = method.readsTable ? "" : "  (no FILE)"
        let options = method.options.map { option in
            let line = "      \(option.usage)  \(option.line)\n"
            // Terminals are 80 wide; a longer line would be broken at its beginning.
            guard line.count > 80 else { return line }
            return "      \(option.usage)\n        \(option.line)\n"
        }
        return "  \(method.name)  \(method.summary)\(file)\n" + options.joined()
    }
}
