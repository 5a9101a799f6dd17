import CKernels
import Testing

/// The inner loops in C beside the same loops as one would write them, row by row.
@Suite struct KernelTests {
    private static let missing = Int16.min
    private static let lengths = Array(0...40) + [119, 1_000]

    private func values(_ count: Int, _ chance: inout Chance, missing: Bool = true) -> [Int16] {
        (0..<count).map { _ in
            missing && chance.below(4) == 0
                ? KernelTests.missing : Int16(chance.below(363) - 181)
        }
    }

    private func rows(_ count: Int, _ chance: inout Chance) -> [Int16] {
        (0..<count).map { _ in Int16(chance.below(2)) }
    }

    @Test func valuesAreLookedUpByCode() {
        var chance = Chance(1)
        for size in [1, 2, 15, 16, 17, 40, 256] {
            let table = (0..<size).map { _ in Int16(truncatingIfNeeded: chance.next()) }
            for count in KernelTests.lengths {
                let codes = (0..<count).map { _ in UInt8(chance.below(size)) }
                var out = Array(repeating: Int16(7), count: count + 1)
                kernels_look_up(codes, table, size, &out, count)
                #expect(out == codes.map { table[Int($0)] } + [7])
            }
        }
    }

    @Test func productsOfFourAreThoseOfOne() {
        var chance = Chance(2)
        for count in KernelTests.lengths {
            let columns = (0..<5).map { _ in values(count, &chance, missing: false) }
            let wanted = columns.map { other in
                zip(columns[0], other).reduce(Int32(0)) { $0 + Int32($1.0) * Int32($1.1) }
            }
            let four = kernels_products(
                columns[0], columns[1], columns[2], columns[3], columns[4], count)
            #expect([four.a, four.b, four.c, four.d] == Array(wanted[1...]))
            #expect(kernels_product(columns[0], columns[0], count) == wanted[0])
        }
    }

    @Test func whatLacksAValueIsKeptApart() {
        var chance = Chance(3)
        for count in KernelTests.lengths {
            let (own, counting) = (values(count, &chance), rows(count, &chance))
            var kept = counting
            kernels_keep(&kept, own, KernelTests.missing, count)
            #expect(kept == zip(own, counting).map { $0 == KernelTests.missing ? 0 : $1 })

            var (parted, gaps) = (own, own)
            let marked = kernels_part(&parted, counting, KernelTests.missing, &gaps, count)
            let lacking = zip(own, counting).map { $0 == KernelTests.missing ? $1 : 0 }
            #expect(gaps == lacking)
            #expect(marked == lacking.reduce(Int32(0)) { $0 + Int32($1) })
            #expect(parted == zip(own, counting).map { $0 == KernelTests.missing ? 0 : $0 * $1 })
        }
    }

    @Test func contrastsStandAloneAndPacked() {
        var chance = Chance(4)
        for count in KernelTests.lengths {
            let (ratings, counting) = (values(count, &chance), rows(count, &chance))
            let (poor, excellent) = (Int16(chance.below(181) - 181), Int16(chance.below(181)))
            let none = Array(repeating: Int16(0), count: count)
            var (low, high, once, twice) = (none, none, none, none)
            kernels_contrast(
                ratings, counting, poor, excellent, 7, &low, &high, &once, &twice, count)
            #expect(low == zip(ratings, counting).map { $0 <= poor ? $1 : 0 })
            #expect(high == zip(ratings, counting).map { $0 >= excellent ? $1 : 0 })
            #expect(once == zip(low, high).map { $0 + $1 << 7 })
            #expect(twice == zip(low, high).map { $0 + $1 << 14 })
        }
    }

    @Test func journeysKeepPeakAndEnd() {
        var chance = Chance(5)
        for count in KernelTests.lengths {
            let steps = (0..<6).map { _ in values(count, &chance) }
            let none = Array(repeating: Int16(0), count: count)
            var (sums, peaks, ends, numbers) = (none, none, none, none)
            for step in steps {
                kernels_journey(
                    step, KernelTests.missing, &sums, &peaks, &ends, &numbers, count)
            }
            for row in 0..<count {
                let felt = steps.map { $0[row] }.filter { $0 != KernelTests.missing }
                let strongest = felt.map { abs($0) }.max() ?? 0
                #expect(sums[row] == felt.reduce(0, +))
                #expect(Int(numbers[row]) == felt.count)
                #expect(ends[row] == felt.last ?? 0)
                #expect(peaks[row] == felt.last { abs($0) == strongest } ?? 0)
            }
        }
    }
}
