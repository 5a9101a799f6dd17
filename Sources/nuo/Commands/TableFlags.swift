import ArgumentParser
import Base
import Foundation
import Operations

/// What the commands on tables share: which rows, in which groups, how written, how answered.
struct TableFlags: ParsableArguments {
    @Option(help: "One result for each value of this column.")
    var by: String?
    @Option(name: .customLong("where"), help: "Only rows for which this holds.")
    var condition: String?
    @Option(help: "What random steps begin with.")
    var seed: UInt64 = 1
    @Option(help: "table, json or csv; table at a terminal, else json.", transform: answerFormat)
    var format: AnalysisFormat?
    @Option(help: "What the file is in: utf-8, gb18030, utf-16. Marks are recognised.")
    var encoding: String?
    @Option(help: "A further value that means missing; repeatable.")
    var missing: [String] = []

    /// How the answer is written on standard output.
    var shownFormat: AnalysisFormat {
        format ?? (isatty(STDOUT_FILENO) == 1 ? .table : .json)
    }

    func filter() throws -> Base.Expression? {
        guard let condition else { return nil }
        do throws(ExpressionError) {
            return try Base.Expression(parsing: condition)
        } catch {
            throw ValidationError("--where: \(error).")
        }
    }

    func chosenEncoding() throws -> TextEncoding? {
        guard let encoding else { return nil }
        guard let known = TextEncoding(named: encoding) else {
            throw Refusal(.invalid, "encodingUnknown", ["encoding": encoding])
        }
        return known
    }

    /// The first word that is neither an option nor an option's value.
    static func filePlace(in words: [String]) -> Int? {
        var place = 0
        while place < words.count {
            guard words[place].hasPrefix("--") else { return place }
            place += words[place].contains("=") ? 1 : 2
        }
        return nil
    }

    /// A refusal of what was typed, not of the data: exit code 64.
    static func usage<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let refusal as Refusal {
            throw Ending.fail(Phrases.sentence(refusal), 64)
        }
    }

    /// Opened anew, for what is written into it bit by bit.
    static func file(writing path: String) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw Stop("\(path) cannot be written.") }
        return file
    }
}

private func answerFormat(_ word: String) throws -> AnalysisFormat {
    guard let format = AnalysisFormat(rawValue: word) else {
        throw ValidationError("--format must be table, json or csv, not \(word).")
    }
    return format
}
