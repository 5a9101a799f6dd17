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
    @Option(help: "One result for each value of this column.")
    var by: String?
    @Option(name: .customLong("where"), help: "Only rows for which this holds.")
    var condition: String?
    @Option(help: "Coverage of the intervals (0.95); for agreement also what ratings are.")
    var level: [String] = []
    @Option(help: "What random steps begin with.")
    var seed: UInt64 = 1
    @Option(help: "table, json or csv; table at a terminal, else json.", transform: format)
    var format: AnalysisFormat?
    @Option(help: "Write the answer to this file.")
    var out: String?
    @Option(help: "What the file is in: utf-8, gb18030, utf-16. Marks are recognised.")
    var encoding: String?
    @Option(help: "What parts the fields: comma, tab, semicolon or bar. Guessed when left out.")
    var delimiter: String?
    @Option(help: "A further value that means missing; repeatable.")
    var missing: [String] = []

    func run() async throws {
        let (file, call) = try usage { try prepared() }
        try await Ending.clear {
            let answer = try file.map { try run(call, on: $0) } ?? call.run(on: nil)
            if call.hasRecords, let out {
                try writeRecords(of: answer, to: out)
                write(answer.text(format ?? standardFormat))
            } else if let out {
                try write(answer.text(format ?? .json), to: out)
            } else {
                write(answer.text(format ?? standardFormat))
            }
        }
    }

    private func run(_ call: AnalysisCall, on file: String) throws -> AnalysisAnswer {
        let source = file == "-" ? FileSource() : try FileSource(path: file)
        let table = try TableReader.open(
            source, encoding: usage { try chosenEncoding() },
            delimiter: usage { try chosenDelimiter(file) })
        var bar = ProgressBar(total: source.size)
        defer { bar.clear() }
        return try call.run(on: table, saying: Phrases.sentence) { rows in
            bar.show(done: source.bytesRead, rows: rows)
        }
    }

    private var standardFormat: AnalysisFormat { isatty(STDOUT_FILENO) == 1 ? .table : .json }

    /// The file and the call, before anything is opened.
    private func prepared() throws -> (file: String?, call: AnalysisCall) {
        var options = rest
        var file: String?
        if let place = filePlace() { file = options.remove(at: place) }
        let readsTable = try Analyses.named(method).readsTable
        guard readsTable == (file != nil) else {
            throw file.map { Refusal(.invalid, "wordUnexpected", ["word": $0]) }
                ?? Refusal(.invalid, "fileMissing")
        }
        let (coverage, word) = try levels(Analyses.named(method))
        if let word { options += ["--level", word] }
        var call = try AnalysisCall(method: method, options: options, level: coverage, seed: seed)
        call.by = by
        call.missing = Set(missing)
        if let condition {
            do throws(ExpressionError) {
                call.filter = try Expression(parsing: condition)
            } catch {
                throw ValidationError("--where: \(error).")
            }
        }
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

    /// The first word that is neither an option nor an option's value.
    private func filePlace() -> Int? {
        var place = 0
        while place < rest.count {
            guard rest[place].hasPrefix("--") else { return place }
            place += rest[place].contains("=") ? 1 : 2
        }
        return nil
    }

    private func chosenEncoding() throws -> TextEncoding? {
        guard let encoding else { return nil }
        guard let known = TextEncoding(named: encoding) else {
            throw Refusal(.invalid, "encodingUnknown", ["encoding": encoding])
        }
        return known
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

    /// A refusal of what was typed, not of the data: exit code 64.
    private func usage<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let refusal as Refusal {
            throw Ending.fail(Phrases.sentence(refusal), 64)
        }
    }

    private func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    private func write(_ text: String, to path: String) throws {
        try opened(path).write(contentsOf: Data(text.utf8))
    }

    private func writeRecords(of answer: AnalysisAnswer, to path: String) throws {
        let file = try opened(path)
        try answer.writeRecords { try file.write(contentsOf: Data($0.utf8)) }
    }

    private func opened(_ path: String) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw Stop("\(path) cannot be written.") }
        return file
    }

    private static func format(_ word: String) throws -> AnalysisFormat {
        guard let format = AnalysisFormat(rawValue: word) else {
            throw ValidationError("--format must be table, json or csv, not \(word).")
        }
        return format
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
