import Base
import Testing

struct JSONTests {
    @Test(
        arguments: [
            ("null", nil), ("true", true), ("false", false), (" \t\r\n1 \n", 1), ("[]", []),
            ("{}", [:]), ("[ ]", []), ("{ }", [:]), ("\"\"", ""), ("0", 0), ("-0", 0), ("-1", -1),
            ("1.5", 1.5), ("1e2", 100), ("1E+2", 100), ("1e-2", 0.01), ("0e1", 0), ("0.0", 0),
            ("123456789012345", 123_456_789_012_345), ("1234567890123456", 1_234_567_890_123_456),
            ("9007199254740993", 9_007_199_254_740_992), ("1e-400", 0), ("-1e-400", 0),
            ("1.7976931348623157e308", 1.7976931348623157e308),
            ("5e-324", .number(.leastNonzeroMagnitude)),
            ("0.1", 0.1), ("[1,[2,[3]]]", [1, [2, [3]]]),
            (#"{"a":{"b":[null]}}"#, ["a": ["b": [nil]]]),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u4E2D""#, "Aé中"),
            (#""\ud83d\ude00""#, "😀"), (#""\u0000""#, "\u{0}"), ("\"中文😀é\"", "中文😀é"),
            ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"), (#""x\uD834\uDD1Ey""#, "x𝄞y"),
            (#"{"":1}"#, ["": 1]),
            (#"[1 , 2]"#, [1, 2]), (#"{"a" : 1 , "b" : 2}"#, ["a": 1, "b": 2]),
        ] as [(String, JSON)])
    func reads(text: String, expected: JSON) throws {
        #expect(try JSON(parsing: text) == expected)
        #expect(try JSON(parsing: AnySequence(text.utf8)) == expected)
    }

    @Test(arguments: [
        ("", 0), ("  ", 2), ("nul", 0), ("nulL", 0), ("True", 0), ("truefalse", 4), ("1 2", 2),
        ("[1,]", 3), ("[,1]", 1), ("[1", 2), ("[1 2]", 3), ("]", 0), ("[", 1), ("{", 1),
        (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), (#"{"a":1"#, 6), (#"{a:1}"#, 1),
        (#"{'a':1}"#, 1), (#"{"a" 1}"#, 5), (#"{"a":1 "b":2}"#, 7), ("01", 2), ("-01", 3), ("-", 0),
        ("+1", 0), (".5", 0), ("1.", 2), ("1.e1", 2), ("1e", 2), ("1e+", 3), ("0x10", 1),
        ("1e400", 5), ("-1e400", 6), ("NaN", 0), ("Infinity", 0), ("-Infinity", 0),
        ("\"", 1), ("\"a", 2), ("\"\\\"", 3), ("\"\\x\"", 3), ("\"\\", 2), ("\"\\u12\"", 3),
        ("\"\\u12G4\"", 5), ("\"\n\"", 1), ("\"\t\"", 1), ("\"a\u{1F}\"", 2), ("\"\\n\u{1F}\"", 4),
        (#""\ud83d""#, 7), (#""\ude00""#, 7), (#""\ud83d\n""#, 8), (#""\ud83dA""#, 7),
        (#""\ud83d\u0041""#, 13), ("\u{FEFF}1", 0), ("// c\n1", 0), ("[1]]", 3), ("１", 0),
        ("\u{A0}1", 0),
        ("[1]\u{0}", 3),
    ])
    func refusesAndSaysWhere(text: String, offset: Int) {
        do throws(JSONError) {
            let value = try JSON(parsing: text)
            Issue.record("read as \(value.text)")
        } catch {
            #expect(error.offset == offset, "\(error)")
            #expect(error.description.hasSuffix("at byte \(offset)"))
        }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xE4, 0xB8, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
            [0x22, 0x5C, 0x6E, 0xFF, 0x22], [0xFF],
        ] as [[UInt8]])
    func refusesWhatIsNotUTF8(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
    }

    @Test func refusesMembersThatStandTwice() {
        #expect(throws: JSONError.self) { try JSON(parsing: #"{"a":1,"a":1}"#) }
        #expect(throws: JSONError.self) { try JSON(parsing: #"{"a":1,"\u0061":2}"#) }
        for count in [2, 15, 16, 17, 18, 200] {
            let members = (0..<count).map { "\"k\($0)\":\($0)" }
            let good = "{" + members.joined(separator: ",") + "}"
            #expect((try? JSON(parsing: good))?.object?.count == count)
            for twice in [0, count / 2, count - 1] {
                let bad = "{" + (members + ["\"k\(twice)\":0"]).joined(separator: ",") + "}"
                #expect(throws: JSONError.self) { try JSON(parsing: bad) }
            }
        }
    }

    @Test func nestingIsBounded() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSON(parsing: nested(64))
        #expect(throws: JSONError.self) { try JSON(parsing: nested(65)) }
        #expect(throws: JSONError.self) {
            try JSON(parsing: String(repeating: "[", count: 100_000))
        }
        #expect(throws: JSONError.self) {
            try JSON(parsing: String(repeating: #"{"a":"#, count: 100_000))
        }
        _ = try JSON(parsing: nested(3), depth: 3)
        #expect(throws: JSONError.self) { try JSON(parsing: nested(4), depth: 3) }
        // Side by side is not deep.
        _ = try JSON(
            parsing: "[" + [String](repeating: "[[]]", count: 100).joined(separator: ",") + "]")
    }

    @Test(
        arguments: [
            (nil, "null"), (true, "true"), (-0.0, "0"), (1, "1"), (1.5, "1.5"), (1e20, "1e+20"),
            (9_007_199_254_740_991, "9007199254740991"), (0.1, "0.1"),
            (.number(.leastNonzeroMagnitude), "5e-324"),
            (.number(.nan), "null"), (.number(-.infinity), "null"), ([], "[]"), ([:], "{}"),
            (
                "a\"b\\c/\n\r\t\u{8}\u{0}\u{1F}\u{7F}中😀",
                "\"a\\\"b\\\\c/\\n\\r\\t\\u0008\\u0000\\u001f\u{7F}中😀\""
            ),
            (["b": 1, "a": [2, nil]], #"{"b":1,"a":[2,null]}"#),
        ] as [(JSON, String)])
    func writes(value: JSON, text: String) {
        #expect(value.text == text)
    }

    @Test func writesForPeople() throws {
        let value: JSON = ["a": [1, ["b": []]], "c": [:]]
        let text = """
            {
              "a": [
                1,
                {
                  "b": []
                }
              ],
              "c": {}
            }
            """
        #expect(value.prettyText == text)
        #expect(try JSON(parsing: text) == value)
    }

    static func value(_ depth: Int, _ chance: inout Chance) -> JSON {
        switch chance.below(depth > 0 ? 7 : 5) {
        case 0: return nil
        case 1: return .bool(chance.below(2) == 0)
        case 2: return .number(Double(bitPattern: chance.next()).finite)
        case 3: return .number(Double(chance.below(2_000) - 1_000) / chance.pick([1, 10, 1_000]))
        case 4: return .string(text(&chance))
        case 5: return .array((0..<chance.below(5)).map { _ in value(depth - 1, &chance) })
        default:
            var object = JSON.Object()
            for _ in 0..<chance.below(20) { object[text(&chance)] = value(depth - 1, &chance) }
            return .object(object)
        }
    }

    static func text(_ chance: inout Chance) -> String {
        let pieces = ["a", "key", "\"", "\\", "\n", "\u{0}", "\u{1F}", "中", "😀", "é", "/", " "]
        return (0..<chance.below(8)).map { _ in chance.pick(pieces) }.joined()
    }

    @Test(arguments: 0..<20)
    func whatIsWrittenIsRead(seed: Int) throws {
        var chance = Chance(seed: UInt64(seed))
        for _ in 0..<100 {
            let value = Self.value(5, &chance)
            let read = try JSON(parsing: value.bytes)
            #expect(read == value)
            #expect(read.bytes == value.bytes)
            #expect(try JSON(parsing: value.prettyText) == value)
        }
    }

    /// Damaged text is refused or read, never a crash; what is read can be written and read again.
    @Test(arguments: 0..<20)
    func survivesDamage(seed: Int) throws {
        var chance = Chance(seed: 500 + UInt64(seed))
        for _ in 0..<300 {
            var bytes = Self.value(4, &chance).bytes
            for _ in 0...chance.below(3) where !bytes.isEmpty {
                let place = chance.below(bytes.count)
                switch chance.below(3) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: chance.next())
                case 1: bytes.remove(at: place)
                default: bytes = Array(bytes.prefix(place))
                }
            }
            guard let value = try? JSON(parsing: bytes) else { continue }
            #expect(try JSON(parsing: value.bytes) == value)
        }
    }

    /// Whatever number a client sends is written again: the least integer has no absolute value.
    @Test func theLargestAndLeastNumbersAreWritten() throws {
        for number in [Double(Int64.min), -0x1p63 - 2_048, 0x1p63, -0x1p53, 0x1p53 - 1, -0.0] {
            #expect(try JSON(parsing: JSON.number(number).bytes).number == number)
        }
        #expect(JSON.number(-0x1p53 + 1).text == "-9007199254740991")
        #expect(JSON.number(.infinity).text == "null")
    }

    @Test func membersAreReachedAndChanged() throws {
        var object = try #require(try JSON(parsing: #"{"a":1,"b":"x","c":[true,null]}"#).object)
        #expect(object["a"]?.integer == 1 && object["b"]?.string == "x" && object["z"] == nil)
        #expect(object["c"]?.array?.first?.bool == true && object["c"]?.array?.last?.isNull == true)
        object["b"] = nil
        object["d"] = 2
        object["a"] = 1.5
        #expect(JSON.object(object).text == #"{"a":1.5,"c":[true,null],"d":2}"#)
        #expect(object.keys == ["a", "c", "d"] && object["a"]?.integer == nil)
        #expect(JSON.object(object)["d"] == 2 && JSON.array([])["d"] == nil)
        #expect(
            [nil, true, 1, "", [], [:]].map(\JSON.kind)
                == ["null", "boolean", "number", "string", "array", "object"])
    }
}

extension Double {
    /// Itself, or zero for what is no number.
    fileprivate var finite: Double { isFinite ? self : 0 }
}
