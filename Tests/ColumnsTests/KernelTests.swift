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

    @Test func bytesAreLookedUpAndCounted() {
        var chance = Chance(6)
        for size in [1, 2, 15, 16, 17, 40, 128] {
            let table = (0..<size).map { _ in UInt8(chance.below(128)) }
            for count in KernelTests.lengths + [4_096, 9_001] {
                let codes = (0..<count).map { _ in UInt8(chance.below(size)) }
                let others = (0..<count).map { _ in UInt8(chance.below(128)) }
                var out = Array(repeating: UInt8(7), count: count + 1)
                kernels_look_up_bytes(codes, table, size, &out, count)
                #expect(out == codes.map { table[Int($0)] } + [7])

                var wanted = Array(repeating: Int32(0), count: 256)
                for (code, other) in zip(codes, others) {
                    wanted[Int(table[Int(code)] + other)] += 1
                }
                var sums = Array(repeating: Int32(7), count: 256)
                kernels_count(codes, 1, table, size, others, nil, count, &sums)
                #expect(sums == wanted)
                kernels_count(codes.map(UInt16.init), 2, table, size, others, nil, count, &sums)
                #expect(sums == wanted)

                wanted = Array(repeating: 0, count: 256)
                for other in others { wanted[Int(other)] += 1 }
                kernels_count(nil, 0, nil, 0, others, nil, count, &sums)
                #expect(sums == wanted)
            }
        }
    }

    @Test func someRowsAreCounted() {
        var chance = Chance(16)
        let table = (0..<40).map { _ in UInt8(chance.below(127)) }
        for count in KernelTests.lengths + [4_096, 9_001] {
            let codes = (0..<count).map { _ in UInt8(chance.below(40)) }
            let others = (0..<count).map { _ in UInt8(chance.below(128)) }
            let rows = rows(count, &chance).map { UInt8($0) * 255 }
            for width in 0...2 {
                var wanted = Array(repeating: Int32(0), count: 255)
                for row in 0..<count where rows[row] != 0 {
                    wanted[Int(others[row] + (width > 0 ? table[Int(codes[row])] : 0))] += 1
                }
                var sums = Array(repeating: Int32(7), count: 256)
                if width == 2 {
                    kernels_count(
                        codes.map(UInt16.init), 2, table, 40, others, rows, count, &sums)
                } else {
                    kernels_count(codes, Int32(width), table, 40, others, rows, count, &sums)
                }
                #expect(Array(sums[..<255]) == wanted)
            }
        }
    }

    @Test func numbersLieBetweenEdges() {
        var chance = Chance(7)
        let edges = [-2.5, 0, 0, 3]
        for count in KernelTests.lengths {
            let numbers = (0..<count).map { _ -> Double in
                switch chance.below(8) {
                case 0: .nan
                case 1: .infinity
                case 2: edges[chance.below(4)]
                default: Double(chance.below(9)) - 4.25
                }
            }
            let before = (0..<count).map { _ in Int32(chance.below(50)) }
            var groups = before + [7]
            kernels_ranges(numbers, edges, edges.count, 6, &groups, count)
            let wanted = zip(numbers, before).map { number, group in
                let reached = edges.filter { number >= $0 }.count
                return group * 6 + (number.isNaN ? 0 : 1 + Int32(reached))
            }
            #expect(groups == wanted + [7])
        }
    }

    @Test func productsOfPairsAreAddedUp() {
        var chance = Chance(2)
        let pairs: [(first: Int, others: [Int])] = [
            (0, [0, 1, 2, 3, 4]), (3, [2]), (1, []), (4, [0, 2, 4, 1]), (2, [4, 4, 0]),
        ]
        let places = pairs.flatMap { [$0.first, $0.others.count] + $0.others }.map { Int32($0) }
        for count in KernelTests.lengths {
            let stride = count + 3
            let columns = (0..<5).map { _ in values(stride, &chance, missing: false) }
            let wanted = pairs.flatMap { first, others in
                others.map { other in
                    (0..<count).reduce(Int64(5)) {
                        $0 + Int64(columns[first][$1]) * Int64(columns[other][$1])
                    }
                }
            }
            var sums = Array(repeating: Int64(5), count: wanted.count)
            kernels_add_products(
                Array(columns.joined()), stride, places, pairs.count, count, &sums)
            #expect(sums == wanted)
        }
    }

    /// Of columns whose largest values make sums of sixteen bits full after 1, 3 and 81 rows.
    @Test(arguments: [181, 100, 20]) func productsOfDealtRowsAreAddedUp(largest: Int) {
        var chance = Chance(4)
        let pairs: [(first: Int, others: [Int])] = [
            (0, [0, 1, 2, 3, 4]), (3, [2]), (1, []), (4, [0, 2, 4, 1]), (2, [4, 4, 0]),
        ]
        let places = pairs.flatMap { [$0.first, $0.others.count] + $0.others }.map { Int32($0) }
        for count in [0, 16, 32, 640] {
            let stride = count + 5
            let columns = (0..<5).map { _ in
                (0..<stride).map { _ in
                    chance.below(3) == 0
                        ? Int16(largest) : Int16(chance.below(2 * largest + 1) - largest)
                }
            }
            let wanted = pairs.flatMap { first, others in
                others.flatMap { other in
                    (0..<16).map { lane in
                        Swift.stride(from: lane, to: count, by: 16).reduce(Int64(5)) {
                            $0 + Int64(columns[first][$1]) * Int64(columns[other][$1])
                        }
                    }
                }
            }
            var sums = Array(repeating: Int64(5), count: wanted.count)
            kernels_add_dealt_products(
                Array(columns.joined()), stride, places, pairs.count, count,
                32_767 / (largest * largest), &sums)
            #expect(sums == wanted)
        }
    }

    @Test func numbersAreSummedByGroup() {
        var chance = Chance(12)
        for folds in [1, 4] {
            for count in KernelTests.lengths {
                let numbers = (0..<count).map { _ in
                    chance.below(6) == 0 ? .nan : Double(chance.below(100)) / 4
                }
                let groups = (0..<count).map { _ in Int32(chance.below(3)) }
                let shifts = [0, 2.5, -1]
                var sums = Array(repeating: 0.0, count: 4 * folds * 3)
                kernels_sum_groups(numbers, groups, shifts, folds, &sums, count)
                for group in 0..<3 {
                    let own = numbers.indices.filter { groups[$0] == group }
                    let there = own.map { numbers[$0] - shifts[group] }.filter { !$0.isNaN }
                    let found = (0..<4).map { place in
                        (0..<folds).reduce(0.0) { $0 + sums[4 * (folds * group + $1) + place] }
                    }
                    #expect(
                        found == [
                            Double(own.count), Double(there.count), there.reduce(0, +),
                            there.reduce(0) { $0 + $1 * $1 },
                        ])
                }
            }
        }
    }

    @Test func countedRowsAreSummed() {
        var chance = Chance(13)
        for count in KernelTests.lengths {
            let rows = rows(count, &chance)
            // What does not count may be no number.
            let numbers = rows.map { $0 == 0 ? .nan : Double(chance.below(100)) / 4 }
            var sums = [3.0, 5.0]
            kernels_sum_counted(numbers, rows, count, &sums)
            let own = numbers.filter { !$0.isNaN }
            #expect(sums == [3 + own.reduce(0, +), 5 + own.reduce(0) { $0 + $1 * $1 }])
        }
    }

    @Test func rowsAreWeighed() {
        var chance = Chance(14)
        for count in KernelTests.lengths {
            let weights = (0..<count).map { _ in Double(chance.below(9) - 1) }
            let numbers = (0..<count).map { _ in Double(chance.below(9)) / 2 }
            var sums = Array(repeating: 1.0, count: count)
            var all = Array(repeating: 2.0, count: count)
            kernels_add_weighted(weights, numbers, &sums, &all, count)
            for row in 0..<count {
                guard weights[row] >= 0 else {
                    #expect(sums[row].isNaN && all[row].isNaN)
                    continue
                }
                #expect(sums[row] == 1 + weights[row] * numbers[row])
                #expect(all[row] == 2 + weights[row])
            }
        }
    }

    @Test func gapsAreTakenAndCounted() {
        var chance = Chance(15)
        for count in KernelTests.lengths {
            let upper = values(count, &chance, missing: false)
            let lower = values(count, &chance, missing: false)
            let rows = rows(count, &chance)
            var out = Array(repeating: 0.0, count: count)
            kernels_part_gaps(upper, lower, 1.5, 0.25, &out, count)
            let wanted = zip(upper, lower).map { Int($0) - Int($1) }
            #expect(out == wanted.map { 1.5 + 0.25 * Double($0) })
            let below = zip(wanted, rows).filter { $0 < -3 && $1 == 1 }.count
            #expect(Int(kernels_count_below(upper, lower, -3, rows, count)) == below)
        }
    }

    @Test func tablesAreWeighed() {
        var chance = Chance(8)
        for rows in [0, 1, 2, 50, 201] {
            for (columns, sets) in [(16, 1), (16, 3), (48, 5)] {
                let numbers = (0..<(rows * columns)).map { _ in Double(chance.below(2_000)) - 1_000
                }
                let weights = (0..<(rows * sets)).map { _ in Double(chance.below(5)) }
                var sums = Array(repeating: 7.0, count: sets * columns)
                kernels_weigh(numbers, rows, columns, weights, sets, &sums)
                for set in 0..<sets {
                    for column in 0..<columns {
                        let wanted = (0..<rows).reduce(0.0) { sum, row in
                            let own = numbers[column / 16 * 16 * rows + 16 * row + column % 16]
                            return sum + weights[set * rows + row] * own
                        }
                        #expect(sums[set * columns + column] == wanted)
                    }
                }
            }
        }
    }

    @Test func matricesAreMultiplied() {
        var chance = Chance(9)
        for size in [8, 16, 24] {
            let (a, b) = (
                (0..<(size * size)).map { _ in Double(chance.below(200)) - 100 },
                (0..<(size * size)).map { _ in Double(chance.below(200)) - 100 }
            )
            func product(_ a: [Double], _ b: [Double]) -> [Double] {
                (0..<(size * size)).map { place in
                    (0..<size).reduce(0) {
                        $0 + a[$1 * size + place / size] * b[$1 * size + place % size]
                    }
                }
            }
            var found = Array(repeating: 7.0, count: size * size)
            kernels_multiply(a, b, &found, size, 0)
            #expect(found == product(a, b))
            kernels_multiply(a, a, &found, size, 1)
            #expect(found == product(a, a))
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
