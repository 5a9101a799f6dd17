import Base
import Foundation
import Testing

@testable import Operations

extension AnalysisTests {
    /// The values of one entry of a file of goldens.
    static func golden(_ name: String, in file: String) throws -> JSON {
        let bytes = try #require(
            FileManager.default.contents(atPath: data + "golden/\(file).json"))
        let all = try JSON(parsing: Array(bytes))
        return try #require(all.array?.first { $0["name"]?.string == name }?["values"])
    }

    /// The one group of an answer.
    static func group(_ json: JSON) throws -> JSON { try #require(json["groups"]?.array?.first) }

    static func run(
        _ method: String, _ options: [String], text: String? = nil, file: String = "",
        by: String? = nil, condition: String? = nil, seed: UInt64 = 1
    ) throws -> JSON {
        var call = try AnalysisCall(method: method, options: options, seed: seed)
        call.by = by
        call.filter = try condition.map { try Expression(parsing: $0) }
        let source: any ByteSource =
            try text.map { MemorySource(Array($0.utf8)) } ?? FileSource(path: data + file)
        return try call.run(on: TableReader.open(source)).json
    }

    /// Expects fields to be what the golden says, each by its name there.
    static func expect(
        _ found: JSON?, _ names: [(field: String, golden: String)], of golden: JSON?,
        _ tolerance: Double, at location: SourceLocation = #_sourceLocation
    ) {
        for (field, name) in names {
            let (a, b) = (found?[field], golden?[name])
            #expect(
                near(a, b, tolerance),
                "\(field): found \(a?.text ?? "nothing"), wanted \(b?.text ?? "nothing")",
                sourceLocation: location)
        }
    }

    /// The same for lists, one value each.
    static func expect(
        _ found: [JSON?], _ golden: JSON?, _ tolerance: Double, _ what: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        let wanted = golden?.array ?? golden.map { [$0] } ?? []
        #expect(found.count == wanted.count, "\(what)", sourceLocation: location)
        for (a, b) in zip(found, wanted) {
            #expect(
                near(a, b, tolerance), "\(what): found \(a?.text ?? "nothing"), wanted \(b.text)",
                sourceLocation: location)
        }
    }

    /// `clv x.csv --unit week` in words, on a text or on a file of the shared data.
    static func answering(
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
        let answer = try answering(method, options, text: text, file: file)
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
