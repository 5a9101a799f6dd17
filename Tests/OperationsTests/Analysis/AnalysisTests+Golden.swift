import Base
import Foundation
import Testing

@testable import Operations

extension AnalysisTests {
    /// Values of a golden entry that lies beside the project.
    static func golden(_ name: String, in file: String) throws -> JSON {
        let bytes = try #require(
            FileManager.default.contents(atPath: data + "golden/\(file).json"))
        let all = try JSON(parsing: Array(bytes))
        return try #require(all.array?.first { $0["name"]?.string == name }?["values"])
    }

    /// `clv x.csv --unit week` in words, on a text or on a file of the shared data.
    static func run(
        _ method: String, _ options: [String], text: String? = nil, file: String = "",
        by: String? = nil
    ) throws -> AnalysisAnswer {
        var call = try AnalysisCall(method: method, options: options)
        call.by = by
        guard try Analyses.named(method).readsTable else { return try call.run(on: nil) }
        let source: any ByteSource =
            try text.map { MemorySource(Array($0.utf8)) } ?? FileSource(path: data + file)
        return try call.run(on: TableReader.open(source)) { $0.code }
    }

    /// The only group of an answer.
    static func group(
        _ method: String, _ options: [String], text: String? = nil, file: String = ""
    ) throws -> JSON {
        let answer = try run(method, options, text: text, file: file)
        return try #require(answer.json["groups"]?.array?.first)
    }

    /// The records of an answer, by the names of their columns.
    static func records(_ answer: AnalysisAnswer) throws -> [[String: JSON]] {
        let records = try #require(answer.records.first?.records)
        return (0..<records.count).map { row in
            Dictionary(uniqueKeysWithValues: zip(records.header, records.cells(row)))
        }
    }

    static func expectNear(
        _ found: JSON?, _ wanted: JSON?, _ tolerance: Double, _ what: String = "",
        at location: SourceLocation = #_sourceLocation
    ) {
        let shown = "\(what) found \(found?.text ?? "nothing"), wanted \(wanted?.text ?? "nothing")"
        #expect(near(found, wanted, tolerance), "\(shown)", sourceLocation: location)
    }
}
