import Base
import Foundation
import Testing

@testable import Operations

/// What cannot be computed ends in a sentence that names the cause, or in null; never in a trap and
/// never in not-a-number.
@Suite("nuo analyze on tables that do not carry the method")
struct WrongTablesTests {
    typealias A = AnalysisTests

    static let log = ["--customer", "c", "--date", "d", "--amount", "a"]
    static let summary = ["--frequency", "x", "--recency", "t", "--age", "T", "--monetary", "m"]
    static let churn = ["--outcome", "y", "--positive", "1"]
    static let survival = ["--time", "t", "--event", "e"]
    static let imr = ["--value", "v", "--kind", "imr"]
    static let shares = ["--value", "v", "--size", "n", "--kind", "p"]
    static let process = ["--case", "c", "--activity", "s", "--time", "t"]

    static func rows(_ header: String, _ count: Int, _ row: (Int) -> String) -> String {
        header + "\n" + (0..<count).map { row($0) + "\n" }.joined()
    }

    static let refused: [(String, [String], String, String, String?)] = [
        ("clv", log, "c,d,a\n", "tableWithoutRows", nil),
        ("clv", log, "c,d,a\nx,,3\ny,NA,4\n", "unfitEmpty", nil),
        ("clv", log, "c,d,a\nx,2026-01-01,3\n", "unfitConstant", nil),
        ("clv", log, "c,d,a\nx,01.02.2026,3\n", "tableNotADate", "2"),
        ("clv", log, "c,d,a\nx,2026-02-30,3\n", "tableNotADate", "2"),
        ("clv", log, "c,d,a\nx,2026-01-01,inf\n", "tableNotANumber", "2"),
        ("clv", summary, "x,t,T,m\n1,2,3,4\n-1,2,3,4\n", "tableOffScale", "3"),
        ("clv", summary, "x,t,T,m\n1.5,2,3,4\n", "tableOffScale", "2"),
        ("clv", summary, "x,t,T,m\n1,-2,3,4\n", "tableNegative", "2"),
        ("clv", summary, "x,t,T,m\n1,5,3,4\n", "tableNoPurchases", "2"),
        ("clv", summary, "x,t,T,m\n0,1,3,4\n", "tableNoPurchases", "2"),
        ("clv", summary, "x,t,T,m\n0,0,3,0\n0,0,4,0\n", "unfitConstant", nil),
        ("rfm", log, "c,d,a\nx,,\n", "unfitEmpty", nil),
        ("rfm", log + ["--end", "2026-01-01"], "c,d,a\nx,2026-01-02,3\n", "tableAfterEnd", "2"),
        ("abc", ["--customer", "c", "--amount", "a"], "c,a\nx,0\ny,-3\n", "unfitUndefined", nil),
        ("abc", ["--customer", "c", "--amount", "a"], "c,a\nx,1e400\n", "tableNotANumber", "2"),
        ("churn", churn, "y,x\n", "tableWithoutRows", nil),
        ("churn", churn, "y,x\n1,2\n", "unfitConstant", nil),
        ("churn", churn, rows("y,x", 40) { "0,\($0)" }, "unfitConstant", nil),
        ("churn", churn, rows("y,x", 40) { "\($0 % 2),7" }, "unfitConstant", nil),
        ("churn", churn, rows("y,x", 40) { "\($0 / 20),\($0)" }, "unfitSeparated", nil),
        ("churn", churn, rows("y", 40) { "\($0 % 2)" }, "noPredictor", nil),
        ("churn", churn, rows("y,x,z", 40) { "\($0 % 2),,\($0)" }, "unfitEmpty", nil),
        ("churn", churn, "y,a,b,c\n1,2,3,9\n0,5,1,4\n1,1,7,2\n", "unfitTooFew", nil),
        ("churn", churn, "y,x\n1,2\n0,-inf\n1,3\n", "tableNotANumber", "3"),
        ("churn", churn, "y,x\n1,1e400\n0,4\n1,3\n", "tableNotANumber", "2"),
        ("survival", survival, "t,e\n", "tableWithoutRows", nil),
        ("survival", survival, "t,e\n,1\n", "unfitEmpty", nil),
        ("survival", survival, "t,e\n3,1\n-3,1\n", "tableNegative", "3"),
        ("survival", survival, "t,e\n3,maybe\n", "tableNotYesOrNo", "2"),
        ("survival", survival, "t,e\nNaN,1\n", "tableNotANumber", "2"),
        (
            "survival", survival + ["--covariates", "x"], rows("t,e,x", 30) { "\($0),0,\($0)" },
            "unfitConstant", nil
        ),
        (
            "survival", survival + ["--covariates", "x"], rows("t,e,x", 30) { "\($0),1,5" },
            "unfitConstant", nil
        ),
        (
            "survival", survival + ["--covariates", "x"], rows("t,e,x", 30) { "\($0),1,\($0)" },
            "unfitSeparated", nil
        ),
        (
            "survival", survival + ["--covariates", "x,z"],
            rows("t,e,x,z", 30) { "\($0),1,\($0 * 7 % 11),\($0 * 7 % 11 + 1)" },
            "unfitCollinear", nil
        ),
        ("chart", imr, "v\n", "tableWithoutRows", nil),
        ("chart", imr, "v\n5\n", "unfitTooFew", nil),
        ("chart", imr, "v\n5\n5\n5\n", "unfitConstant", nil),
        ("chart", imr, "v\nNA\n \n", "unfitEmpty", nil),
        ("chart", imr, "v\n1\n-inf\n", "tableNotANumber", "3"),
        ("chart", shares, "v,n\n3,2\n", "tableHitsAboveSize", "2"),
        ("chart", shares, "v,n\n-1,2\n", "tableNotACount", "2"),
        ("chart", shares, "v,n\n1,-2\n", "tableNegative", "2"),
        ("chart", shares, "v,n\n3,5\n0.5,4\n", "tableNotACount", "3"),
        ("chart", shares, "v,n\n1,2.5\n", "tableNotACount", "2"),
        ("chart", shares, "v,n\n0,5\n0,5\n", "unfitConstant", nil),
        ("chart", shares, "v,n\n0,0\n", "unfitEmpty", nil),
        ("chart", imr + ["--baseline", "9"], "v\n1\n2\n4\n", "unfitOutside", nil),
        ("process", process, "c,s,t\n", "tableWithoutRows", nil),
        ("process", process, "c,s,t\n1,,2026-01-01\n", "unfitEmpty", nil),
        ("process", process, "c,s,t\n1,a,yesterday\n", "tableNotADate", "2"),
    ]

    @Test("is refused with the cause", arguments: refused)
    func refuses(
        _ method: String, _ options: [String], _ text: String, _ code: String, _ line: String?
    ) {
        let refusal = #expect(throws: Refusal.self) {
            try A.answering(method, options, text: text)
        }
        #expect(refusal?.code == code)
        #expect(refusal?.values["line"] == line)
    }

    /// Customers who only give back: their purchases can be told, their spending cannot.
    static let returns = LifetimeAnalysisTests.purchases().enumerated().map { customer, days in
        days.map { "\(customer),\(LifetimeAnalysisTests.date($0)),-1\n" }.joined()
    }.joined()

    /// Odd but usable: an answer without not-a-number, which JSON cannot hold.
    static let answered: [(String, [String], String)] = [
        ("rfm", log, "c,d,a\nx,2026-01-01,3\n"),
        ("rfm", log, "c,d,a\nx,2026-01-03,-3\nx,2026-01-01,1\ny,2026-01-02,1\n"),
        ("abc", ["--customer", "c", "--amount", "a"], "c,a\nx,5\n"),
        ("survival", survival, "t,e\n5,1\n"),
        ("survival", survival, "t,e\n5,0\n3,0\n"),
        ("chart", imr, "v\n5\n6\n"),
        ("chart", ["--value", "v", "--kind", "cusum"], "v\n5\n6\n5\n"),
        ("chart", ["--value", "v", "--kind", "ewma"], "v\n5\n6\n5\n"),
        ("chart", ["--value", "v", "--size", "n", "--kind", "laney"], "v,n\n1,5\n1,5\n"),
        ("process", process, "c,s,t\n1,a,2026-01-01\n"),
        ("clv", log, "c,d,a\n" + returns),
    ]

    @Test("is answered without not-a-number", arguments: answered)
    func answers(_ method: String, _ options: [String], _ text: String) throws {
        let answer = try A.answering(method, options, text: text)
        for format in AnalysisFormat.allCases {
            let shown = answer.text(format)
            #expect(!shown.contains("nan") && !shown.contains("inf"), "\(shown)")
        }
        var written = ""
        try answer.writeRecords { written += $0 }
        #expect(!written.contains("nan") && !written.contains("inf"), "\(written)")
        _ = try JSON(parsing: Array(answer.text(.json).utf8))
    }

    @Test(
        "wrong options are refused before anything is read",
        arguments: [
            (["clv", "--customer", "c"], "optionPurchases"),
            (["clv", "--frequency", "x", "--recency", "t"], "optionPurchases"),
            (
                ["clv", "--customer", "c", "--date", "d", "--monetary", "m"], "optionsExclude"
            ),
            (["clv", "--customer", "c", "--date", "d", "--model", "bgbb"], "optionNeedsPeriods"),
            (["clv", "--customer", "c", "--date", "d", "--horizon", "0"], "optionOutOfRange"),
            (["clv", "--customer", "c", "--date", "d", "--unit", "hour"], "optionNotAChoice"),
            (
                ["clv", "--customer", "c", "--date", "d", "--calibration-end", "soon"],
                "optionNoDate"
            ),
            (["rfm", "--customer", "c", "--date", "d"], "optionMissing"),
            (
                ["abc", "--customer", "c", "--amount", "a", "--vital", "0.9", "--useful", "0.8"],
                "optionVital"
            ),
            (["churn", "--outcome", "y"], "optionMissing"),
            (["churn", "--outcome", "y", "--positive", "1", "--folds", "1"], "optionOutOfRange"),
            (
                ["churn", "--outcome", "y", "--positive", "1", "--predictors", "x,y"],
                "optionOutcomePredicts"
            ),
            (
                ["survival", "--time", "t", "--event", "e", "--covariates", "t"],
                "optionOutcomePredicts"
            ),
            (["chart", "--value", "v", "--kind", "p"], "optionMissing"),
            (["chart", "--value", "v", "--kind", "imr", "--size", "n"], "optionsExclude"),
            (["chart", "--value", "v", "--kind", "x"], "optionNotAChoice"),
            (["sample"], "optionMissing"), (["sample", "--margin", "0"], "optionNumberOutOfRange"),
            (["sample", "--margin", "0.1", "--rule", "neyman"], "optionMissing"),
            (
                ["sample", "--margin", "0.1", "--promoters", "0.7", "--detractors", "0.5"],
                "optionPromoters"
            ),
            (["staffing", "--handle", "60"], "optionMissing"),
            (
                ["staffing", "--arrivals", "-1", "--handle", "60"], "optionNumberOutOfRange"
            ),
            (
                ["staffing", "--arrivals", "1", "--handle", "60", "--history", "x.csv"],
                "optionsExclude"
            ),
        ])
    func refusesWrongOptions(_ words: [String], _ code: String) {
        let refusal = #expect(throws: Refusal.self) {
            try AnalysisCall(method: words[0], options: Array(words.dropFirst()))
        }
        #expect(refusal?.code == code)
    }
}
