import ArgumentParser
import Base
import Foundation
import Operations

/// `nuo text METHOD FILE`: mood, topics, aspects, intents, same questions and words of a table.
struct TextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text",
        abstract: "Understand texts of a table: mood, topics, aspects, intents, words.",
        discussion: """
            nuo text sentiment reviews.csv --text comment
            nuo text sentiment new.csv --text comment --label score --positive 1 --train old.csv
            nuo text topics comments.csv.gz --text comment --by channel
            nuo text aspects comments.csv --text comment
            nuo text intents new.csv --text message --label intent --train examples.csv
            nuo text same pairs.csv --first a --second b --label same --train known.csv
            nuo text words lines.txt

            METHODS and their options:

            """ + TextMethods.all.map(help).joined(separator: "\n") + """

                  words  Parts plain lines into words, two blanks apart.

                Rows that lack a needed value are left out and counted. With --out a file gets one
                row for each row of the table: label and score. Exit codes: 64 wrong options, 65
                wrong data.
                """)

    @Argument(help: "One of the methods below.")
    var method: String
    @Argument(
        parsing: .allUnrecognized, help: "The table (- is standard input) and the method's options."
    )
    var rest: [String] = []
    @OptionGroup var flags: TableFlags
    @Option(help: "Write label and score of each row to this file.")
    var out: String?

    func run() async throws {
        guard method != "words" else { return try await runWords() }
        let (file, call, terms) = try TableFlags.usage { try prepared() }
        try await Ending.clear {
            let lexicons = try LexiconFiles.read()
            let source = file == "-" ? FileSource() : try FileSource(path: file)
            var bar = ProgressBar(total: source.size)
            let clock = ContinuousClock()
            let begun = clock.now
            let desk = TextDesk(
                table: try open(source, named: file), terms: terms, lexicons: lexicons,
                open: { try open(FileSource(path: $0), named: $0) },
                bytes: { try all(FileSource(path: $0)) }, save: { try save($1, to: $0) },
                seconds: { (clock.now - begun) / .seconds(1) },
                progress: { bar.show(done: source.bytesRead, rows: $0) })
            let answer = try call.run(desk)
            bar.clear()
            if let out { try write(answer, to: out) }
            FileHandle.standardOutput.write(Data(answer.text(flags.shownFormat).utf8))
        }
    }

    private func runWords() async throws {
        let file = try TableFlags.usage { () throws(Refusal) -> String in
            guard let file = rest.first, rest.count == 1 else {
                throw Refusal(.invalid, "fileMissing")
            }
            return file
        }
        try await Ending.clear {
            let words = WordTexts(try LexiconFiles.read())
            let source = file == "-" ? FileSource() : try FileSource(path: file)
            let parted = words.parted(try all(source))
            if let out {
                try save(parted, to: out)
            } else {
                FileHandle.standardOutput.write(Data(parted))
            }
        }
    }

    private func all(_ source: FileSource) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let got = try room.withUnsafeMutableBytes { try source.read(into: $0) }
            guard got > 0 else { return bytes }
            bytes += room[..<got]
        }
    }

    private func save(_ bytes: [UInt8], to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw Stop("\(path) cannot be written.")
        }
    }

    private func open(_ source: FileSource, named name: String) throws -> TableReader {
        let encoding = try TableFlags.usage { try flags.chosenEncoding() }
        let table = try TableReader.open(
            source, encoding: encoding, delimiter: TableReader.delimiter(ofFileNamed: name))
        // A header of one column says nothing of what parts fields; texts are full of marks.
        let comma = UInt8(ascii: ",")
        guard table.header.count == 1, name != "-", table.delimiter != comma else { return table }
        return try TableReader.open(FileSource(path: name), encoding: encoding, delimiter: comma)
    }

    /// The file, the call and what all methods share, before anything is opened.
    private func prepared() throws -> (file: String, call: TextCall, terms: TextTerms) {
        var options = rest
        guard let place = TableFlags.filePlace(in: rest) else {
            throw Refusal(.invalid, "fileMissing")
        }
        let file = options.remove(at: place)
        var terms = TextTerms()
        terms.by = flags.by
        terms.missing = Set(flags.missing)
        terms.filter = try flags.filter()
        return (file, try TextCall(method: method, options: options, seed: flags.seed), terms)
    }

    private func write(_ answer: AnalysisAnswer, to path: String) throws {
        let file = try TableFlags.file(writing: path)
        try answer.writeRecords { try file.write(contentsOf: Data($0.utf8)) }
    }

    private static func help(_ method: any TextMethod.Type) -> String {
        let options = method.options.map { "      \($0.usage)  \($0.line)\n" }
        return "  \(method.name)  \(method.summary)\n" + options.joined()
    }
}

/// The built-in words, read from the resources, and the word lists of the system.
enum LexiconFiles {
    /// With counts, from Debian's packages (scripts/install-packages). The first counts words as
    /// they are typed, the second, of another size, what they are worth beside it.
    private static let dictionaries: [(path: String, share: Double)] = [
        ("/usr/share/rime-data/pinyin_simp.dict.yaml", 1), ("/usr/share/rime-data/essay.txt", 0.03),
    ]

    static func read() throws -> Lexicons {
        try read(Settings.resources(ProcessInfo.processInfo.environment["NUO_RESOURCES"]))
    }

    private static func themes(in folder: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return try names.filter { $0.hasSuffix(".yaml") }.sorted().map {
            try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)
        }
    }

    /// - Parameter folder: that of the program's resources.
    static func read(_ folder: String) throws -> Lexicons {
        try Lexicons(
            file: { name in
                guard let bytes = FileManager.default.contents(atPath: "\(folder)/wording/\(name)")
                else { throw Stop("\(folder)/wording/\(name) cannot be read.") }
                return Array(bytes)
            },
            themes: try themes(in: "\(folder)/library/themes"),
            dictionaries: {
                dictionaries.compactMap { path, share in
                    FileManager.default.contents(atPath: path).map { (Array($0), share) }
                }
            })
    }
}
