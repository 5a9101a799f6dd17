import Base
import Testing

struct ExpressionTests {
    static let values: [String: JSON] = [
        "score": 6, "customer.tier": "vip", "客户.等级": "金卡", "answers.q1": ["price", "speed"],
        "Customer Type": "Loyal Customer", "comment": "Very late, 很慢", "isOpen": true,
        "empty": "", "none": [], "with.holes": [1, nil, 5], "a`b": 4, "a.1": 10, "negative": -7,
    ]

    static func value(_ text: String) throws -> JSON {
        try Expression(parsing: text).evaluate { values[$0] }
    }

    @Test(
        arguments: [
            (#"score <= 6 and customer.tier == "vip""#, true),
            ("score <= 6 and customer.tier == 'gold'", false),
            ("客户.等级 == '金卡'", true),
            ("`客户`.等级 == '金卡'", true),
            ("`Customer Type` == \"Loyal Customer\"", true),
            ("`a``b` + a.1", 14),
            ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("7 - 2 - 1", 4), ("8 / 4 / 2", 1),
            ("-2 * 3", -6), ("--2", 2), ("- -2", 2), ("7 % 4", 3), ("-7 % 4", -3), ("7.5 % 2", 1.5),
            ("1.5e3", 1500), ("1E-2", 0.01), ("0.1 + 0.2 == 0.3", false),
            ("1 / 0", nil), ("0 / 0", nil), ("1 % 0", nil), ("1e308 * 10", nil),
            ("not false", true), ("not not false", false), ("not score == 6", false),
            ("true or true and false", true), ("(true or true) and false", false),
            ("not false and false", false),
            ("score in [1, 6]", true), ("score not in [1, 6]", false), ("score in []", false),
            ("-7 in [-7]", true), ("negative in [-7, 2]", true),
            ("answers.q1 contains 'price'", true), ("answers.q1 contains 'Price'", false),
            ("'price' in answers.q1", true), ("not ('x' in answers.q1)", true),
            ("comment contains '很慢'", true), ("lower(comment) contains 'very'", true),
            ("comment contains ''", true), ("'ab' contains 'abc'", false),
            ("'aab' contains 'ab'", true),
            ("'b' > 'a'", true), ("'é' == 'e\u{301}'", true), ("'10' < '9'", true),
            ("score == '6'", false), ("score != '6'", true), ("score < '7'", nil),
            ("isOpen", true), ("isOpen == true", true), ("[1, 2] == [1, 2]", true),
            (#""a\"b\\\n\t\'""#, "a\"b\\\n\t'"), (#"'say "hi"'"#, #"say "hi""#),
            ("count(answers.q1)", 2), ("count(nothing)", 0), ("count(1, nothing, 'x')", 2),
            ("count(with.holes)", 2), ("sum(with.holes)", 6), ("mean(with.holes, 3)", 3),
            ("min(3, nothing, 2)", 2), ("max(with.holes)", 5), ("mean(nothing)", nil),
            ("sum(nothing)", nil), ("mean(1, 'x')", nil), ("min([3, 1, 2])", 1),
            ("abs(negative)", 7), ("abs(nothing)", nil), ("round(2.5)", 3), ("round(-2.5)", -3),
            ("round(2.675, 2)", 2.68), ("round(1234, -2)", 1200), ("round(nothing, 2)", nil),
            ("length('你好!')", 3), ("length(empty)", 0), ("length(score)", nil),
            ("lower('ÀB')", "àb"), ("is_missing(nothing)", true), ("is_missing(empty)", false),
            ("answered(empty)", false), ("answered(none)", false), ("answered(score)", true),
            ("answered(nothing)", false), ("if(score > 5, 'high', 'low')", "high"),
            ("if(nothing > 5, 'high', 'low')", "low"), ("if(isOpen, nothing, 1)", nil),
            ("starts_with(comment, 'Very')", true), ("starts_with('a', 'ab')", false),
            ("starts_with(nothing, 'a')", nil), ("count", nil), ("score\u{3000}==\u{A0}6\n", true),
            ("and_more", nil), ("answers.in", nil), ("-customer.tier", nil),
            ("1 + customer.tier", nil),
            ("score and true", nil), ("score contains 6", nil), ("score in 6", nil),
        ] as [(String, JSON)])
    func evaluates(text: String, expected: JSON) throws {
        #expect(try Self.value(text) == expected)
    }

    static let truths: [JSON] = [true, false, nil]

    /// Kleene's tables, in the order true, false, missing.
    @Test(
        arguments: [
            ("a and b", [[true, false, nil], [false, false, false], [nil, false, nil]]),
            ("a or b", [[true, true, true], [true, false, nil], [true, nil, nil]]),
            ("not a or b", [[true, false, nil], [true, true, true], [true, nil, nil]]),
            ("not (a and not b)", [[true, false, nil], [true, true, true], [true, nil, nil]]),
            ("a == b", [[true, false, nil], [false, true, nil], [nil, nil, nil]]),
        ] as [(String, [[JSON]])])
    func followsKleene(text: String, table: [[JSON]]) throws {
        let expression = try Expression(parsing: text)
        for (a, row) in zip(Self.truths, table) {
            for (b, expected) in zip(Self.truths, row) {
                let look: (String) -> JSON? = { $0 == "a" ? a : b }
                #expect(expression.evaluate(look) == expected, "\(a.text) \(b.text)")
                #expect(expression.holds(look) == (expected == true))
            }
        }
    }

    @Test(arguments: [
        "x == 1", "x != 1", "x < 1", "1 >= x", "x in [1]", "x contains 1", "x == x",
        "x not in [1]", "-x", "x + 1", "not (x > 1)",
    ])
    func missingInIsMissingOut(text: String) throws {
        let expression = try Expression(parsing: text)
        #expect(expression.evaluate { _ in nil } == .null)
        #expect(expression.evaluate { _ in .null } == .null)
        #expect(!expression.holds { _ in nil })
    }

    @Test func aHoleInAListLeavesMembershipOpen() throws {
        #expect(try Self.value("1 in with.holes") == true)
        #expect(try Self.value("2 in with.holes") == nil)
        #expect(try Self.value("2 not in with.holes") == nil)
    }

    @Test func namesAreInOrderOfFirstUse() throws {
        let expression = try Expression(parsing: "b > a.c and (`x y` in b or if(d, a.c, 1) == 2)")
        #expect(expression.names == ["b", "a.c", "x y", "d"])
    }

    @Test func equalTextIsEqualExpression() throws {
        #expect(try Expression(parsing: "a == 1") == Expression(parsing: "a == 1"))
        #expect(try Expression(parsing: "a == 1") != Expression(parsing: "a  == 1"))
    }
}
