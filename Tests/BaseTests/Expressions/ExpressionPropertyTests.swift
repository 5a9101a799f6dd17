import Base
import Testing

struct ExpressionPropertyTests {
    static let names = [
        "score", "customer.tier", "客户.等级", "Customer Type", "a`b", "in", "1st", "a.b.3", "_",
        "Ä.b c", "true", "x.in",
    ]
    static let texts = ["", "a", "\"", "'", "\\", "\n\t\r", "很好", "e\u{301}", "`", "😀"]
    static let numbers: [Double] = [0, 1, 6, 0.5, 1e-7, 123_456_789.25, 1e300, 3e15, 1e16]

    static func node(_ depth: Int, _ chance: inout Chance) -> Node {
        guard depth > 0 else {
            switch chance.below(5) {
            case 0: return .number(chance.pick(numbers))
            case 1: return .text(chance.pick(texts))
            case 2: return .bool(chance.below(2) == 0)
            case 3:
                let elements: [JSON] = [.number(-2), .string(chance.pick(texts)), true, 7]
                return .list(Array(elements.prefix(chance.below(5))))
            default: return .name(chance.pick(names))
            }
        }
        let a = node(chance.below(depth), &chance)
        let b = node(chance.below(depth), &chance)
        switch chance.below(9) {
        case 0: return .negate(a)
        case 1: return .not(a)
        case 2: return .and(a, b)
        case 3: return .or(a, b)
        case 4: return .compare(chance.pick(Node.Comparison.allCases), a, b)
        case 5: return .in(a, b)
        case 6: return .contains(a, b)
        case 7: return .arithmetic(chance.pick(Node.Arithmetic.allCases), a, b)
        default:
            let function = chance.pick(Node.Function.allCases)
            let count = min(function.arity.upperBound, function.arity.lowerBound + chance.below(3))
            return .call(function, (0..<count).map { _ in node(chance.below(depth), &chance) })
        }
    }

    @Test(arguments: 0..<20)
    func printedTextReadsAsTheSameTree(seed: Int) throws {
        var chance = Chance(seed: UInt64(seed))
        for _ in 0..<200 {
            let node = Self.node(6, &chance)
            let text = node.description
            let read = try Expression(parsing: text)
            #expect(read.root == node, "\(text)")
            #expect(read.description == text)
        }
    }

    @Test(arguments: [
        ("((1+2))*3", "(1 + 2) * 3"), ("(1*2)+3", "1 * 2 + 3"), ("1-(2-3)", "1 - (2 - 3)"),
        ("(a or b) and (c and d)", "(a or b) and (c and d)"), ("not (a and b)", "not (a and b)"),
        ("(not a) == b", "(not a) == b"), ("not (a==b)", "not a == b"),
        ("not (a in [1,2])", "a not in [1, 2]"), ("(a<b)==(c<d)", "(a < b) == (c < d)"),
        ("-(a+b)", "-(a + b)"), ("`a`.`b`", "a.b"), ("a.`b c`", "`a.b c`"), ("'x'", "\"x\""),
    ])
    func printsOnlyTheParenthesesItNeeds(text: String, expected: String) throws {
        #expect(try Expression(parsing: text).description == expected)
    }

    /// No text crashes the parser; what it takes, it can check, evaluate and print.
    @Test(arguments: 0..<20)
    func survivesHostileText(seed: Int) {
        var chance = Chance(seed: 1_000 + UInt64(seed))
        let pieces = [
            "score", "and", "or", "not", "in", "contains", "(", ")", "[", "]", ",", "\"", "'", "`",
            "\\", ".", "1", "1e", "1.5", "==", "=", "<", "!", "&&", "if(", "mean(", "-", "%", "/",
            "true", "很", "😀", "\u{3000}", "\u{0}", " ", "\n", "e\u{301}", "“", "customer.x",
        ]
        for _ in 0..<1_000 {
            let text = (0..<chance.below(24)).map { _ in chance.pick(pieces) }
                .joined(separator: chance.below(2) == 0 ? " " : "")
            do throws(ExpressionError) {
                let expression = try Expression(parsing: text)
                _ = expression.evaluate { $0 == "score" ? 6 : nil }
                #expect(throws: Never.self) { try Expression(parsing: expression.description) }
                _ = try expression.check(Scope(["score": .number]))
            } catch {
                #expect(error.offset >= 0 && error.length >= 0)
                #expect(error.offset + error.length <= text.count)
            }
        }
    }

    /// A type found before the run is the type of the value, or the value is missing.
    @Test(arguments: 0..<20)
    func theCheckedTypeIsKept(seed: Int) throws {
        var chance = Chance(seed: 2_000 + UInt64(seed))
        let scope = Scope([
            "score": .number, "customer.tier": .text, "客户.等级": .any, "Customer Type": .bool,
            "a`b": .list,
        ])
        let values: [String: JSON] = [
            "score": 6, "customer.tier": "vip", "客户.等级": 3, "Customer Type": true, "a`b": [1, 2],
        ]
        var checked = 0
        for _ in 0..<2_000 {
            let expression = try Expression(parsing: Self.node(3, &chance).description)
            guard let type = try? expression.check(scope), type != .any else { continue }
            let value = expression.evaluate { values[$0] }
            guard !value.isNull else { continue }
            checked += 1
            let kinds: [ValueType: String] = [
                .number: "number", .text: "string", .bool: "boolean", .list: "array",
            ]
            #expect(value.kind == kinds[type], "\(expression)")
        }
        #expect(checked > 50)
    }
}
