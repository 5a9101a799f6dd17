import Base

/// The different values of one column, each under a code; code 0 is the missing value.
struct DistinctValues: Sendable {
    private(set) var all: [JSON] = [.null]
    private var codes: [JSON: Int32] = [:]
    /// Codes of the whole numbers 0…255, which most answers are; 0 where not seen yet.
    private var small: [Int32] = Array(repeating: 0, count: 256)
    private(set) var texts = 0
    private(set) var numbers = 0

    init() {}

    /// Values under the codes that are their places; nil where one is there twice.
    init?(_ values: [JSON]) {
        guard values.first == .null else { return nil }
        for (code, value) in values.enumerated() where self.code(of: value) != code { return nil }
    }

    var count: Int { all.count }

    /// The code of a value, a new one if it was never seen.
    mutating func code(of value: JSON) -> Int {
        switch value {
        case .null: return 0
        case .number(let number) where number >= 0 && number < 256:
            let whole = Int(number)
            guard Double(whole) == number else { break }
            if small[whole] == 0 { small[whole] = Int32(insert(value)) }
            return Int(small[whole])
        default: break
        }
        // A handful of values is found faster by walking than by hashing.
        if all.count <= 8 {
            for code in 1..<all.count where all[code] == value { return code }
        } else if let code = codes[value] {
            return Int(code)
        }
        return insert(value)
    }

    private mutating func insert(_ value: JSON) -> Int {
        let code = all.count
        all.append(value)
        codes[value] = Int32(code)
        if case .number = value { numbers += 1 } else { texts += 1 }
        return code
    }
}
