import Base
import Columns

/// Seeded chance for property tests (SplitMix64).
struct Chance: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ n: Int) -> Int { Int.random(in: 0..<n, using: &self) }

    mutating func pick<T>(_ all: [T]) -> T { all[below(all.count)] }
}

/// An object as it is written.
func object(_ json: JSON) -> JSON.Object { json.object ?? JSON.Object() }

/// Rows as a workspace has them: ratings, texts, booleans, lists, many-valued numbers, gaps.
struct Rows {
    static let names = ["score", "tier", "late", "topics", "amount", "mixed", "城市", "never"]

    var chance: Chance
    /// How many different amounts there are; many make the column plain.
    var amounts = 30_000

    init(seed: UInt64) { chance = Chance(seed) }

    mutating func record(_ id: Int64) -> Record {
        var values = JSON.Object()
        for name in Rows.names {
            let value = self.value(of: name)
            if !value.isNull { values.append(name, value) }
        }
        let time =
            Int64(chance.below(400)) * 86_400_000_000 + Int64(chance.below(86_400_000)) * 1_000
        return Record(
            id: id, time: Instant(microseconds: 1_700_000_000_000_000 + time), values: values)
    }

    mutating func value(of name: String) -> JSON {
        guard chance.below(10) > 0 else { return .null }
        switch name {
        case "score": return .integer(chance.below(11))
        case "tier": return .string(chance.pick(["vip", "gold", "iron", ""]))
        case "late": return .bool(chance.below(2) == 0)
        case "topics":
            let all: [JSON] = ["price", "speed", "staff", "place"]
            return .array(all.filter { _ in chance.below(3) == 0 })
        case "amount": return .number(Double(chance.below(amounts)) / 7)
        case "mixed": return chance.pick([1, "1", true, 2.5, "two", -3])
        case "城市": return .string(chance.pick(["上海", "北京", "Nice", "nice"]))
        default: return .null
        }
    }
}

/// Random expressions, right and wrong typed alike: the evaluator has an answer to each.
struct Conditions {
    var chance: Chance

    init(seed: UInt64) { chance = Chance(seed) }

    mutating func condition(_ depth: Int) -> Node {
        guard depth > 0 else { return leaf() }
        switch chance.below(5) {
        case 0: return .not(condition(depth - 1))
        case 1: return .and(condition(depth - 1), condition(depth - 1))
        case 2: return .or(condition(depth - 1), condition(depth - 1))
        default: return leaf()
        }
    }

    private mutating func leaf() -> Node {
        switch chance.below(7) {
        case 0: return .in(operand(), .list(["vip", "上海", 3, true]))
        case 1: return .contains(name(), .text(chance.pick(["price", "i", "", "上"])))
        case 2: return .call(chance.pick([.isMissing, .answered]), [name()])
        case 3: return .call(.startsWith, [name(), .text(chance.pick(["v", "", "北"]))])
        case 4: return name()
        default:
            return .compare(chance.pick(Node.Comparison.allCases), operand(), operand())
        }
    }

    private mutating func operand() -> Node {
        switch chance.below(6) {
        case 0: return .number(Double(chance.below(12)))
        case 1: return .text(chance.pick(["vip", "two", "Nice"]))
        case 2: return .arithmetic(chance.pick(Node.Arithmetic.allCases), name(), .number(3))
        case 3: return .call(chance.pick([.max, .count, .sum]), [name(), name()])
        default: return name()
        }
    }

    private mutating func name() -> Node { .name(chance.pick(Rows.names)) }
}
