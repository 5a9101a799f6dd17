import Base
import Testing

struct FixedTests {
    @Test(arguments: [
        (0, 0, "0"), (0, 2, "0.00"), (1, 2, "1.00"), (-1, 1, "-1.0"), (0.5, 0, "1"),
        (1.5, 0, "2"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.125, 2, "0.13"), (2.675, 2, "2.68"),
        (1.005, 2, "1.01"), (-1.005, 2, "-1.01"), (0.285, 2, "0.29"), (1.115, 2, "1.12"),
        (8.345, 2, "8.35"), (0.05, 1, "0.1"), (0.049999999, 1, "0.0"), (-0.04, 1, "0.0"),
        (-0.0, 2, "0.00"), (-0.005, 2, "-0.01"), (-0.0049, 2, "0.00"), (9.995, 2, "10.00"),
        (999.9999, 3, "1000.000"), (0.1 + 0.2, 1, "0.3"), (1e-10, 2, "0.00"),
        (1e-10, 12, "0.000000000100"),
        (123_456_789.125, 2, "123456789.13"), (1e15, 0, "1000000000000000"),
        (1e21, 1, "1000000000000000000000.0"),
        (1.7976931348623157e308, 0, "17976931348623157" + String(repeating: "0", count: 292)),
        (2_251_799_813_685_248.5, 0, "2251799813685249"), (.leastNonzeroMagnitude, 3, "0.000"),
        (0.95, 1, "1.0"),
        (.nan, 2, "–"), (.infinity, 0, "–"), (99.5, 0, "100"), (0.0005, 3, "0.001"),
        (3, 15, "3.000000000000000"),
    ])
    func prints(value: Double, digits: Int, text: String) {
        #expect(value.fixed(digits) == text)
    }

    @Test(arguments: [
        (0, 0, "0"), (999, 0, "999"), (1_000, 0, "1,000"), (-1_234_567.891, 2, "-1,234,567.89"),
        (999_999.5, 0, "1,000,000"), (12_345, 1, "12,345.0"),
        (1e18, 0, "1,000,000,000,000,000,000"),
        (-0.4, 0, "0"),
    ])
    func groups(value: Double, digits: Int, text: String) {
        #expect(value.grouped(digits) == text)
    }

    /// Tenths, hundredths and so on of whole numbers are known exactly, however they come about.
    @Test(arguments: 0..<10)
    func roundsAsOnPaper(seed: Int) {
        var chance = Chance(seed: UInt64(seed))
        for _ in 0..<1_000 {
            let thousandths = Int.random(in: -2_000_000...2_000_000, using: &chance)
            let value = Double(thousandths) / 1_000
            let sign = thousandths < 0 ? -1 : 1
            let hundredths = (abs(thousandths) + 5) / 10
            let (whole, rest) = (hundredths / 100, hundredths % 100)
            let minus = sign < 0 && hundredths > 0 ? "-" : ""
            #expect(value.fixed(2) == "\(minus)\(whole).\(rest < 10 ? "0" : "")\(rest)")
            #expect(value.rounded(toDigits: 2) == Double(sign * hundredths) / 100)
        }
    }

    /// What is printed is as near to the number as its digits allow.
    @Test(arguments: 0..<10)
    func staysNear(seed: Int) throws {
        var chance = Chance(seed: 100 + UInt64(seed))
        for _ in 0..<500 {
            let value =
                Double.random(in: -1...1, using: &chance) * chance.pick([1e-3, 1, 1e4, 1e11])
            let digits = chance.below(7)
            let printed = try #require(Double(value.fixed(digits)))
            var half = 0.5
            for _ in 0..<digits { half /= 10 }
            #expect(
                abs(printed - value) <= half * 1.000001 + abs(value) * 1e-15, "\(value) \(digits)")
        }
    }

    @Test func roundsToTensToo() {
        #expect((1_250.0).rounded(toDigits: -2) == 1_300)
        #expect((-1_250.0).rounded(toDigits: -2) == -1_300)
        #expect((2.5).rounded(toDigits: 20) == 2.5)
        #expect((2.345).rounded(toDigits: 2) == 2.35)
    }
}
