import Base
import Testing

struct ExpressionErrorTests {
    static let scope = Scope(
        [
            "score": .number, "comment": .text, "isOpen": .bool, "answers.q1": .list,
            "等级": .text, "extra": .any,
        ],
        openPrefixes: ["customer."])

    static func error(_ text: String) -> ExpressionError? {
        do throws(ExpressionError) {
            _ = try Expression(parsing: text).check(scope)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("", "empty", 0, 0), ("  ", "empty", 2, 0), ("score <", "unfinished", 7, 0),
        ("(score", "parenthesisNotClosed", 0, 1), ("abs(score", "parenthesisNotClosed", 3, 1),
        ("score)", "unexpected", 5, 1), ("score 6", "unexpected", 6, 1),
        ("score < > 6", "valueExpected", 8, 1), ("* 2", "valueExpected", 0, 1),
        ("score in [1, 2", "bracketNotClosed", 9, 1), ("score in [score]", "listElement", 10, 5),
        ("score in [1,]", "listElement", 12, 1), ("score in [-'a']", "listElement", 11, 3),
        ("1 < score < 6", "chainedComparison", 10, 1),
        ("1 == 1 not in [1]", "chainedComparison", 11, 2),
        ("score not 6", "unexpected", 10, 1), ("comment == 'abc", "textNotClosed", 11, 1),
        ("`score", "nameNotClosed", 0, 1), ("``", "badName", 0, 2),
        ("customer. x", "badName", 9, 1),
        ("customer.", "badName", 9, 0),
        (#"comment == "a\q""#, "unknownEscape", 13, 2),
        (#"comment == "\很""#, "unknownEscape", 12, 2),
        ("12abc", "badNumber", 0, 5), ("1.", "badNumber", 0, 2), ("1e", "badNumber", 0, 2),
        ("1e999", "badNumber", 0, 5), ("1.2.3", "unknownSign", 3, 1),
        ("score # 1", "unknownSign", 6, 1),
        ("😀 > 1", "unknownSign", 0, 1),
        ("score = 6", "writeInstead", 6, 1), ("score && true", "writeInstead", 6, 2),
        ("!isOpen", "writeInstead", 0, 1), ("等级 == “金”", "writeInstead", 6, 1),
        ("（score）", "writeInstead", 0, 1),
        ("foo(1)", "unknownFunction", 0, 3), ("cuont(1)", "unknownFunctionSuggest", 0, 5),
        ("abs()", "argumentCount", 0, 5), ("abs(1, 2)", "argumentCount", 0, 9),
        ("if(isOpen, 1)", "argumentCount", 0, 13),
        ("scroe <= 6", "unknownNameSuggest", 0, 5), ("等级 == 'a' and zzz", "unknownName", 14, 3),
        ("customer", "unknownName", 0, 8), ("comment <= 6", "cannotCompare", 0, 12),
        ("isOpen < true", "notOrdered", 0, 6), ("answers.q1 > [1]", "notOrdered", 0, 10),
        ("score and isOpen", "wrongType", 0, 5), ("not score", "wrongType", 4, 5),
        ("score + comment", "wrongType", 8, 7), ("-comment", "wrongType", 1, 7),
        ("score in comment", "wrongType", 9, 7), ("score in ['a', 'b']", "cannotCompare", 0, 19),
        ("comment contains 1", "wrongType", 17, 1), ("score contains 1", "wrongType", 0, 5),
        ("['a'] contains score", "cannotCompare", 0, 20),
        ("lower(score)", "wrongType", 6, 5), ("mean(comment)", "wrongType", 5, 7),
        ("round('a')", "wrongType", 6, 3), ("starts_with(comment, 1)", "wrongType", 21, 1),
        ("if(isOpen, 1, 'a')", "wrongType", 14, 3), ("if(score, 1, 2)", "wrongType", 3, 5),
        ("(score + (comment))", "wrongType", 10, 7),
        ("isOpen == (score not in [1, 2]) + 1", "wrongType", 11, 19),
    ])
    func pointsAtTheFault(text: String, code: String, offset: Int, length: Int) {
        let error = Self.error(text)
        #expect(error?.code == code)
        #expect(error?.offset == offset)
        #expect(error?.length == length)
        #expect(error?.description.hasSuffix("at character \(offset + 1)") == true)
        #expect(error?.description.hasPrefix("\(code) at") == false, "a sentence is missing")
    }

    @Test func suggestsWhatWasMeant() {
        #expect(Self.error("scroe > 1")?.values["suggestion"] == "score")
        #expect(Self.error("startswith('a', 'b')")?.values["suggestion"] == "starts_with")
        #expect(
            Self.error("scroe > 1")?.description
                == "unknown name scroe, did you mean score, at character 1")
    }

    @Test(
        arguments: [
            ("score", .number), ("score > 6", .bool), ("comment", .text),
            ("customer.anything", .any),
            ("customer.age + 1", .number), ("answers.q1", .list), ("if(isOpen, 1, score)", .number),
            ("if(isOpen, 1, extra)", .any), ("extra > 'a' or extra > 1", .bool),
            ("lower(extra)", .text),
            ("comment in []", .bool), ("extra in extra", .bool), ("count('a', 1)", .number),
            ("max(answers.q1, 2)", .number), ("isOpen == (1 == 1)", .bool),
        ] as [(String, ValueType)])
    func infersTheType(text: String, type: ValueType) throws {
        #expect(try Expression(parsing: text).check(Self.scope) == type)
    }

    @Test func aConditionMustBeTrueOrFalse() throws {
        try Expression(parsing: "score > 1").checkCondition(Self.scope)
        try Expression(parsing: "customer.isVIP").checkCondition(Self.scope)
        #expect(
            throws: ExpressionError(
                offset: 0, length: 9, code: "notCondition", values: ["found": "number"])
        ) {
            try Expression(parsing: "score + 1").checkCondition(Self.scope)
        }
    }

    @Test(arguments: [
        String(repeating: "(", count: 5_000), String(repeating: "not ", count: 4_000) + "true",
        String(repeating: "-", count: 16_000) + "1",
        "1" + String(repeating: " + 1", count: 4_000),
        String(repeating: "abs(", count: 4_000) + "1",
    ])
    func refusesDeepNesting(text: String) {
        #expect(Self.error(text)?.code == "tooDeep")
    }

    @Test func refusesLongText() {
        #expect(Self.error(String(repeating: " ", count: 16_384) + "1")?.code == "tooLong")
        #expect(Self.error(String(repeating: " ", count: 16_383) + "1") == nil)
    }

    @Test func nestingUpToTheLimitIsFine() throws {
        let terms = [String](repeating: "score == 1", count: 150)
        #expect(Self.error(terms.joined(separator: " or ")) == nil)
        #expect(
            Self.error(
                String(repeating: "(", count: 199) + "1" + String(repeating: ")", count: 199))
                == nil)
    }
}
