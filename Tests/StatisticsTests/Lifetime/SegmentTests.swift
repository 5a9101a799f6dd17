import Statistics
import Testing

@Suite struct SegmentTests {
    /// Customers of CDNOW in the order of their numbers, at 1 July 1998.
    static func customers() throws -> [RFM.Customer] {
        let table = try SharedData.table("cdnow_master.csv")
        var days: [Int: Set<Int>] = [:]
        var spent: [Int: Double] = [:]
        let dates = table.integers("date")
        let amounts = table.column("dollar_value")
        for (row, customer) in table.integers("customer_id").enumerated() {
            days[customer, default: []].insert(ordinal(dates[row]))
            spent[customer, default: 0] += amounts[row]
        }
        let end = ordinal(19_980_701)
        return days.keys.sorted().map { customer in
            RFM.Customer(
                recency: Double(end - days[customer]!.max()!), frequency: days[customer]!.count,
                monetary: spent[customer]!)
        }
    }

    /// Days since some day long ago, of yyyymmdd.
    static func ordinal(_ date: Int) -> Int {
        let (y, m, d) = (date / 10_000, date / 100 % 100, date % 100)
        let (year, month) = m > 2 ? (y, m - 3) : (y - 1, m + 9)
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + d
    }

    /// Golden rfm_cdnow_full: code and customers, cut at quantiles.
    static let byValue = """
        111:1665 112:1310 113:863 114:395 115:59 131:1 132:47 133:84 134:68 135:23 143:7 \
        144:11 145:5 155:1 211:1643 212:1317 213:888 214:343 215:54 231:1 232:103 233:163 \
        234:126 235:38 242:1 243:13 244:29 245:24 254:2 255:3 311:1494 312:1012 313:676 \
        314:290 315:45 331:4 332:226 333:360 334:313 335:52 342:2 343:78 344:161 345:90 354:8 \
        355:33 431:7 432:428 433:674 434:550 435:187 442:15 443:419 444:893 445:533 452:1 \
        453:7 454:256 455:750 531:2 532:144 533:214 534:175 535:50 542:9 543:254 544:676 \
        545:421 553:10 554:419 555:2345
        """

    /// The same in equal groups, as NTILE makes them.
    static let byRank = """
        111:1733 112:1359 113:885 114:411 115:61 131:1 132:52 133:88 134:75 135:25 143:7 \
        144:11 145:5 155:1 211:79 212:66 213:49 214:22 215:4 221:1545 222:1225 223:853 224:318 \
        225:50 231:1 232:85 233:135 234:113 235:36 242:16 243:44 244:37 245:25 254:7 255:4 \
        311:15 312:14 313:11 314:4 315:1 321:290 322:222 323:136 324:65 325:10 331:1038 \
        332:918 333:630 334:329 335:54 341:3 342:163 343:291 344:331 345:100 353:7 354:29 \
        355:53 431:4 432:191 433:317 434:266 435:85 441:3 442:249 443:740 444:973 445:461 \
        452:1 453:43 454:455 455:926 531:2 532:56 533:107 534:81 535:25 542:97 543:327 544:552 \
        545:279 553:44 554:635 555:2509
        """

    static func wanted(_ text: String) -> [Int: Int] {
        var result: [Int: Int] = [:]
        for pair in text.split(separator: " ") {
            let parts = pair.split(separator: ":").compactMap { Int($0) }
            result[parts[0]] = parts[1]
        }
        return result
    }

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func rfm() throws {
        let customers = try Self.customers()
        #expect(customers.count == 23_570)
        let value = try RFM(customers)
        expectNear(value.breaks[0], [142, 433, 486, 513])
        expectNear(value.breaks[1], [1, 1, 2, 4])
        expectNear(value.breaks[2], [15.36, 31.35, 59.924, 133.95], 1e-12)
        var counts: [Int: Int] = [:]
        for score in value.scores { counts[score.code, default: 0] += 1 }
        #expect(counts == Self.wanted(Self.byValue))
        let rank = try RFM(customers, rule: .rank)
        var ranked: [Int: Int] = [:]
        for score in rank.scores { ranked[score.code, default: 0] += 1 }
        #expect(ranked == Self.wanted(Self.byRank))
    }

    /// Golden abc_pareto_cdnow.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func paretoOfCustomers() throws {
        let amounts = try Self.customers().map(\.monetary)
        let found = try Pareto(amounts.enumerated().map { ($0.offset, $0.element) })
        #expect(found.items.filter { $0.band == .a }.count == 7695)
        #expect(found.items.filter { $0.band != .c }.count == 15_739)
        expectNear(found.gini, 0.6345711845815964, 1e-12)
        let pyramid = try CustomerPyramid(amounts)
        #expect(pyramid.tiers.map(\.customers) == [236, 943, 3535, 18_856])
        expectNear(
            pyramid.tiers.map(\.share),
            [
                0.15875762453238756, 0.20815002464308882,
                0.3108661805229767, 0.32222617030154715,
            ])
    }

    @Test func equalCustomersGetEqualScores() throws {
        let same = Array(
            repeating: RFM.Customer(recency: 3, frequency: 1, monetary: 10), count: 7)
        #expect(Set(try RFM(same).scores).count == 1)
        #expect(Set(try RFM(same, rule: .rank).scores).count > 1)
        #expect(throws: Unfit.empty) { try RFM([]) }
        #expect(throws: Unfit.outside("amount")) { try CustomerPyramid([-1, 2]) }
    }
}
