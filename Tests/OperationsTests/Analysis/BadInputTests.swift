import Base
import Foundation
import Testing

@testable import Operations

/// Bad input for each method on survey ratings: a typed refusal or null, never
/// a number that is none.
@Suite("nuo analyze, bad input") struct BadInputTests {
    typealias Shared = AnalysisTests

    /// Methods on columns o (overall), a, b, c, d; j and s tell journeys and their steps apart.
    static let calls: [(String, [String])] = [
        ("reliability", ["--items", "a,b,c"]),
        (
            "servqual",
            ["--expectation", "a,b", "--perception", "c,d", "--dimension", "X=1,Y=2"]
        ),
        (
            "servqual",
            [
                "--expectation", "a,b", "--perception", "c,d", "--dimension", "X=1-2",
                "--adequate", "c,d", "--points", "X=o",
            ]
        ),
        ("kano", ["--pair", "X=a,b", "--pair", "Y=c,d", "--wave", "j"]),
        ("ipa", ["--importance", "a,b", "--performance", "c,d", "--outcome", "o"]),
        ("ipa", ["--performance", "a,b,c", "--outcome", "o", "--derived", "partialLog"]),
        ("ipa", ["--performance", "a,b,c", "--outcome", "o", "--derived", "shapley"]),
        ("drivers", ["--outcome", "o", "--drivers", "a,b,c,d", "--bootstrap", "50"]),
        (
            "drivers",
            [
                "--outcome", "o", "--drivers", "a,b,c,d", "--bootstrap", "50", "--share",
                "johnson",
            ]
        ),
        ("asymmetry", ["--outcome", "o", "--drivers", "a,b,c,d"]),
        ("agreement", ["--raters", "a,b,c,d", "--bootstrap", "50"]),
        ("agreement", ["--raters", "a,b", "--bootstrap", "50", "--level", "ordinal"]),
        ("agreement", ["--raters", "a,b,c", "--bootstrap", "50", "--level", "interval"]),
        ("agreement", ["--raters", "a,b,c", "--bootstrap", "50", "--level", "ratio"]),
        (
            "agreement",
            [
                "--subject", "s", "--rater", "j", "--rating", "a", "--bootstrap", "50",
                "--dimension", "b",
            ]
        ),
        ("peakend", ["--journey", "j", "--order", "s", "--score", "a", "--overall", "o"]),
    ]

    static let model = "latents: {X: [a, b], Y: [c, d], Z: [o]}\npaths: [X -> Y, Y -> Z, X -> Z]\n"

    static let header = "o,a,b,c,d,j,s"

    /// Rows that each break something.
    static let tables: [(String, String)] = [
        ("empty", ""),
        ("all missing", "NA,,N/A,,NA,,\n,,,,,,"),
        ("one row", "3,1,2,3,4,x,1"),
        ("two rows", "3,1,2,3,4,x,1\n4,2,2,3,5,y,2"),
        ("constant", (1...30).map { "3,3,3,3,3,x\($0),1" }.joined(separator: "\n")),
        (
            "one column constant",
            (1...30).map { "\($0 % 5 + 1),3,\($0 % 4 + 1),\($0 % 3 + 1),\($0 % 2 + 1),x\($0),1" }
                .joined(separator: "\n")
        ),
        (
            "collinear",
            (1...30).map { row in
                let x = row * row % 5 + 1
                return "\(row % 4 + 1),\(x),\(x),\(6 - x),\(x),x\(row),1"
            }.joined(separator: "\n")
        ),
        (
            "the outcome follows exactly",
            (1...30).map { row in
                let x = row % 5 + 1
                return "\(x),\(x),\(row * row % 4 + 1),\(row % 3 + 1),\(row % 2 + 1),x\(row),1"
            }.joined(separator: "\n")
        ),
        (
            "enormous",
            (1...30).map { "\($0 % 5)e307,\($0 % 3)e308,\($0 % 4)e307,\($0)e300,1e308,x\($0),1" }
                .joined(separator: "\n")
        ),
        (
            "tiny",
            (1...30).map { "\($0 % 5)e-320,\($0 % 3)e-310,\($0 % 4)e-308,\($0)e-300,0,x\($0),1" }
                .joined(separator: "\n")
        ),
        (
            "far from zero",
            (1...30).map { "\(1_000_000_000_000 + $0 % 5),1e15,-1e15,\($0),-\($0),x\($0),1" }
                .joined(separator: "\n")
        ),
        ("infinite", "3,1,2,3,4,x,1\n3,inf,2,3,4,x,1"),
        ("not a number", "3,1,2,3,4,x,1\n3,nan,2,3,4,x,1"),
        ("overflowing", "3,1,2,3,4,x,1\n3,1e999,2,3,4,x,1"),
        ("words", "3,1,2,3,4,x,1\n3,good,2,3,4,x,1"),
        (
            "half missing",
            (1...30).map { row in
                row % 2 == 0
                    ? "\(row % 5 + 1),,\(row % 4 + 1),,\(row % 3 + 1),x\(row),1"
                    : "\(row % 5 + 1),\(row % 3 + 1),,\(row % 4 + 1),,x\(row),1"
            }.joined(separator: "\n")
        ),
        (
            "negative",
            (1...30).map { "-\($0 % 5),-\($0 % 3),-\($0 % 4),-\($0 % 7),0,x\($0),-\($0)" }
                .joined(separator: "\n")
        ),
    ]

    /// Every number of an answer, which JSON could not hold if it were none.
    static func isSound(_ json: JSON) -> Bool {
        switch json {
        case .number(let value): value.isFinite
        case .array(let elements): elements.allSatisfy(isSound)
        case .object(let object): object.members.allSatisfy { isSound($0.value) }
        default: true
        }
    }

    static func check(_ method: String, _ options: [String], _ name: String, _ rows: String) {
        for by in [nil, "j"] as [String?] {
            do {
                let json = try Shared.run(
                    method, options, text: "\(header)\n\(rows)\n", by: by)
                #expect(isSound(json), "\(method) \(name)")
                let text = json.prettyText
                #expect(!text.contains("nan") && !text.contains("inf"), "\(method) \(name)")
            } catch let refusal as Refusal {
                #expect(!refusal.code.isEmpty, "\(method) \(name)")
            } catch {
                Issue.record("\(method) on \(name): \(error)")
            }
        }
    }

    @Test(arguments: tables)
    func isRefusedOrNull(_ name: String, _ rows: String) throws {
        for (method, options) in Self.calls { Self.check(method, options, name, rows) }
        let path = NSTemporaryDirectory() + "nuo-bad-\(UUID().uuidString).yaml"
        try Data(Self.model.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        for estimator in ["pls", "plsc"] {
            Self.check(
                "csi", ["--model", path, "--bootstrap", "20", "--estimator", estimator], name,
                rows)
        }
    }

    @Test(
        "the refusal names the cause",
        arguments: [
            ("reliability", "constant", "unfitConstant"),
            ("reliability", "one row", "unfitTooFew"),
            ("reliability", "all missing", "unfitTooFew"),
            ("reliability", "infinite", "tableNotANumber"),
            ("servqual", "one row", "unfitTooFew"), ("drivers", "two rows", "unfitTooFew"),
            ("drivers", "collinear", "unfitCollinear"),
            ("drivers", "one column constant", "unfitConstant"),
            ("asymmetry", "two rows", "unfitTooFew"), ("asymmetry", "constant", "unfitConstant"),
            ("asymmetry", "all missing", "unfitEmpty"), ("ipa", "all missing", "unfitEmpty"),
            ("agreement", "infinite", "tableNotANumber"),
            ("agreement", "not a number", "tableNotANumber"),
            ("kano", "words", "tableNotACode"), ("kano", "negative", "tableNotACode"),
            ("peakend", "all missing", "unfitEmpty"), ("peakend", "words", "tableNotANumber"),
            ("kano", "empty", "tableWithoutRows"), ("peakend", "empty", "tableWithoutRows"),
        ])
    func namesTheCause(_ method: String, _ name: String, _ code: String) throws {
        let options = try #require(Self.calls.first { $0.0 == method }?.1)
        let rows = try #require(Self.tables.first { $0.0 == name }?.1)
        let refusal = #expect(throws: Refusal.self) {
            try Shared.run(method, options, text: "\(Self.header)\n\(rows)\n")
        }
        #expect(refusal?.code == code, "\(refusal?.code ?? "")")
    }

    @Test func ratingsBesideTheScaleAreRefusedWhereItIsKnown() {
        for (method, options) in [
            ("servqual", ["--expectation", "a", "--perception", "b", "--dimension", "X=1"]),
            ("ipa", ["--importance", "a", "--performance", "b"]),
        ] {
            let refusal = #expect(throws: Refusal.self) {
                try Shared.run(method, options + ["--scale", "7"], text: "a,b\n1,2\n3,8\n")
            }
            #expect(refusal?.code == "tableOffScale" && refusal?.values["line"] == "3")
        }
    }
}
