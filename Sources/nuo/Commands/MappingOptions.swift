import ArgumentParser
import Base
import Domain
import Foundation
import Operations

/// How a table's columns and cells are to be understood.
struct MappingOptions: ParsableArguments {
    @Option(help: "COLUMN=TARGET, several with commas or repeated.")
    var map: [String] = []
    @Flag(help: "Guess the columns that --map does not name.")
    var guess = false
    @Option(help: "A YAML file: column → target, or to, missing, not_applicable, values, format.")
    var mapping: String?
    @Option(help: "VALUE or COLUMN=VALUE that says nothing, besides blank, NA and N/A.")
    var missing: [String] = []
    @Option(help: "VALUE or COLUMN=VALUE that means the question does not apply.")
    var notApplicable: [String] = []
    @Option(help: "COLUMN:TEXT=CODE, what a cell's text stands for.")
    var value: [String] = []
    @Option(help: "COLUMN=FORMAT such as dd/MM/yyyy HH:mm; guessed if left out.")
    var dateFormat: [String] = []
    @Option(help: "What the file is in: utf-8, gb18030, utf-16. Marks are recognised.")
    var encoding: String?
    @Option(help: "What parts the fields: comma, tab, semicolon or bar. Guessed if left out.")
    var delimiter: String?

    func chosenEncoding() throws -> TextEncoding? {
        guard let encoding else { return nil }
        guard let known = TextEncoding(named: encoding) else {
            throw Refusal(.invalid, "encodingUnknown", ["encoding": encoding])
        }
        return known
    }

    func chosenDelimiter() throws -> UInt8? {
        switch delimiter {
        case nil: return nil
        case "comma", ",": return UInt8(ascii: ",")
        case "tab", "\t": return UInt8(ascii: "\t")
        case "semicolon", ";": return UInt8(ascii: ";")
        case "bar", "|": return UInt8(ascii: "|")
        case let other?: throw Refusal(.invalid, "delimiterUnknown", ["delimiter": other])
        }
    }

    /// What the options say; the names of the columns where they say nothing.
    func chosen(
        _ file: ImportFile, _ instrument: String, _ desk: Desk
    ) async throws -> ImportMapping {
        var columns = try named()
        if guess || columns.isEmpty {
            let guessed = try await ResponseImport.guessedMapping(
                file, instrument: instrument, on: desk)
            let targets = Set(columns.map(\.target))
            columns += guessed.columns.filter { column in
                !columns.contains { $0.name == column.name } && !targets.contains(column.target)
            }
        }
        return ImportMapping(try columns.map(refined))
    }

    private func named() throws -> [ImportMapping.Column] {
        if let mapping {
            guard let bytes = FileManager.default.contents(atPath: mapping) else {
                throw Refusal(
                    .notFound, "fileUnreadable", ["file": mapping, "reason": "not found"])
            }
            let document = try YAMLDocument(parsing: String(decoding: bytes, as: UTF8.self))
            return try ImportMapping(document: document.json).columns
        }
        return try map.flatMap { $0.split(separator: ",").map(String.init) }.map { pair in
            let (column, target) = try MappingOptions.pair(pair, "--map COLUMN=TARGET")
            return ImportMapping.Column(column, to: target)
        }
    }

    private func refined(_ old: ImportMapping.Column) throws -> ImportMapping.Column {
        var column = old
        let isAnswer = !["hidden.", "trait.", "response."].contains { old.target.hasPrefix($0) }
        column.missing.formUnion(values(missing, for: column.name, elsewhere: true))
        column.notApplicable.formUnion(
            values(notApplicable, for: column.name, elsewhere: isAnswer))
        for entry in value where entry.hasPrefix(column.name + ":") {
            let (text, code) = try MappingOptions.pair(
                String(entry.dropFirst(column.name.count + 1)), "--value COLUMN:TEXT=CODE")
            column.values[text] = code
        }
        for entry in dateFormat where entry.hasPrefix(column.name + "=") {
            column.dateFormat = String(entry.dropFirst(column.name.count + 1))
        }
        return column
    }

    /// Those for this column, and those for every column where they hold.
    private func values(_ entries: [String], for column: String, elsewhere: Bool) -> [String] {
        entries.compactMap { entry in
            guard let cut = entry.lastIndex(of: "=") else { return elsewhere ? entry : nil }
            return entry[..<cut] == column ? String(entry[entry.index(after: cut)...]) : nil
        }
    }

    private static func pair(_ text: String, _ usage: String) throws -> (String, String) {
        guard let cut = text.lastIndex(of: "="), cut != text.startIndex else {
            throw ValidationError("\(text) is not \(usage).")
        }
        return (
            String(text[..<cut]).trimmed, String(text[text.index(after: cut)...]).trimmed
        )
    }
}
