import Foundation
import Statistics
import Testing

/// Goldens of key drivers: R relaimpo 2.2-7, R rwa 0.1.0, numpy.
@Suite(.enabled(if: SharedData.isThere, "the real data are not here"))
struct DriverGoldenTests {
    /// File; outcome and drivers; R²; adjusted; coefficients; errors; standardised; VIF; LMG;
    /// last; first; Pratt; Johnson.
    static let cases = """
        customerSat_bayesm.csv; q1 q2 q3 q4 q5 q6 q7 q8 q9 q10; 0.716728904856042; \
        0.715313335807563; 0.0626890157947905 0.111506599845879 0.0480170502971467 \
        0.31420484032722 0.040180927035021 0.330048245269037 0.111841213944154 \
        0.0338731625716744 -0.0407894923319228 0.0402069148593322; 0.134846299062714 \
        0.02171865420182 0.020408310039038 0.0221793447128571 0.0191117772956232 \
        0.0201164514419856 0.0202297877864377 0.0213832679879269 0.0245160762445986 \
        0.0229294782547023; 0.115680286061548 0.0500391832472177 0.334400421726822 \
        0.0412067938172925 0.329646004068944 0.106142145847453 0.0303131900167927 \
        -0.0341974198248046 0.0348805703219594; 3.22771242537218 2.87577568529834 \
        3.54255632195333 2.44236938745372 2.5665809873146 2.34350609480368 2.32815236783778 \
        2.68598422549558 2.51573823809472; 0.0870956246455183 0.0703918211008695 \
        0.161428308258416 0.0787232987968746 0.152227225192181 0.0627629012772198 \
        0.0503243924760658 0.0256977382703965 0.0280775948385015; 0.00414594821957875 \
        0.000870693730686428 0.0315658049973944 0.000695226473694808 0.0423390060690536 \
        0.00480739314059639 0.000394686147559773 0.000435394784367634 0.000483617161579923; \
        0.421704910210989 0.376731566487016 0.600676816040245 0.425495853618408 \
        0.550262538523539 0.347931920905639 0.31816116059747 0.196815009373435 \
        0.204596454874229; 0.0751214016886248 0.0307132813491863 0.259171505504096 \
        0.0268792094093275 0.244530361179473 0.0626087453467858 0.0170983901663025 \
        -0.0151712878219701 0.0157772980342172; 0.09141952786507285 0.07418151757591397 \
        0.1488982519108324 0.07882689618403312 0.15231416264838035 0.06483232394218329 \
        0.05106990879579824 0.025388820706498796 0.029797495227319476
        kiosk_ipa.csv; overall1 sat1 sat2 sat3 sat4 sat5 sat6 sat7 sat8 sat9 sat10 sat11 \
        sat12; 0.445287667126135; 0.410975564061774; 1.1307916394467 0.0510173782766583 \
        0.0254375871045764 0.125895806168385 0.00936839790944098 0.0355391263239861 \
        0.0321754134855845 -0.0406819201553567 0.0577174316146685 -0.01884311046365 \
        0.181189188403243 0.0904040576893317 0.0143299544355985; 0.281221979662515 \
        0.0565302435908338 0.0582640974402122 0.0503980339838706 0.0513526557188136 \
        0.0508065211011923 0.0512075307335093 0.0395321113138149 0.0498240079967493 \
        0.0461718629499537 0.0565998809142059 0.0564989579398687 0.0338556808737248; \
        0.0695754722131795 0.0364476809675295 0.182948666504143 0.0137815957155592 \
        0.0568250092297896 0.0482034207547023 -0.0727755282842789 0.0900874268373253 \
        -0.0311824283025773 0.33001211329046 0.157536769033763 0.026394720210492; \
        2.07860359127339 2.43738385088702 1.87584551250638 1.99585083051121 2.30801358361737 \
        2.05830164710517 1.74904818713219 2.11507416316485 2.04175383885181 3.71672258116802 \
        3.39002424901952 1.36000817687931; 0.0253816719834043 0.029547881131154 \
        0.0543393587799238 0.0137328005694615 0.00917367471410049 0.0147815194435047 \
        0.0124583347006751 0.0319330807475779 0.0342639632090047 0.113928773276248 \
        0.0877748415086945 0.0179717670623868; 0.00232884536234309 0.000545024308513106 \
        0.017842735103982 9.51636152179075e-05 0.00139907394691541 0.00112887718654983 \
        0.00302809125330042 0.00383709688081413 0.000476229708176673 0.0293021587003158 \
        0.0073208424998068 0.000512262548735971; 0.131445614758456 0.152325327002747 \
        0.209815081850345 0.0859996005012198 0.0572427734596997 0.0879670870640848 \
        0.0843617900206384 0.170191003668712 0.186289863232462 0.341846805381521 \
        0.300760133097946 0.0962452702047151; 0.0252248860794496 0.0142251207149327 \
        0.0838006909920048 0.00404154782755582 0.0135956460216382 0.0142967711205369 \
        -0.021137725795007 0.037164858368866 -0.0134587443696751 0.192950382594524 \
        0.0863956881795389 0.00818854539177044; 0.027135342961785002 0.028988232942994907 \
        0.05565400381094901 0.01361136106442773 0.010059565423180754 0.01506999279094837 \
        0.010891875771902856 0.032061476406324854 0.032891907807402185 0.11014069456841155 \
        0.08870393727256298 0.02007927630524523
        swiss.csv; Fertility Agriculture Examination Education Catholic Infant.Mortality; \
        0.706735001592726; 0.670970977396716; 66.9151816789687 -0.172113970941455 \
        -0.258008239834724 -0.870940062939424 0.104115330743767 1.07704814069099; \
        10.7060375853304 0.0703039231786481 0.253878200892099 0.183028601571259 \
        0.0352578525361689 0.381719650858071; -0.31292128249992 -0.164778222539348 \
        -0.670400780106074 0.347600028144219 0.251135976298711; 2.28412937759729 \
        3.67541957554434 2.77494278112695 1.93716038026313 1.10754222555695; \
        0.0570912207680913 0.171173028900234 0.260134678624385 0.105570150373494 \
        0.112765922926522; 0.042869607125494 0.0073874185151244 0.161962693077336 \
        0.0623726258274238 0.0569452587324973; 0.124664909905748 0.417164470500591 \
        0.440615646723924 0.215003501618544 0.173518927324862; -0.110485990962387 \
        0.106427404338934 0.445004567582031 0.161176814996607 0.104612205637541; \
        0.04841689581190064 0.15470824980616021 0.27196410464599846 0.11468002994756105 \
        0.11696572138110443
        """

    @Test(arguments: cases.split(separator: "\n").map(String.init))
    func agreesWithRelaimpo(_ line: String) throws {
        let parts = line.split(separator: ";").map(String.init)
        let names = parts[1].split(separator: " ").map(String.init)
        let x = parts[2...].map { $0.split(separator: " ").compactMap { Double($0) } }
        let table = try SharedData.table(parts[0])
        let gram = try Gram(names.map { ($0, table.column($0)) })
        let places = Array(1..<names.count)
        let found = try Drivers(gram, outcome: 0, drivers: places)
        expectNear([found.r2, found.adjustedR2], [x[0][0], x[1][0]])
        let fit = try LeastSquares(gram, outcome: 0, predictors: places)
        expectNear(fit.terms.map(\.coefficient), x[2], 1e-11, "coefficients")
        expectNear(fit.terms.map(\.standardError), x[3], 1e-11, "errors")
        expectNear(found.drivers.map(\.standardBeta), x[4])
        expectNear(found.drivers.map(\.varianceInflation), x[5])
        expectNear(found.drivers.map(\.share), x[6], 1e-12, "lmg")
        expectNear(found.drivers.map(\.last), x[7], 1e-11)
        expectNear(found.drivers.map(\.first), x[8])
        expectNear(found.drivers.map(\.pratt), x[9], 1e-11)
        expectNear(found.drivers.map(\.share).reduce(0, +), found.r2, 1e-13)
        let weights = try Drivers(gram, outcome: 0, drivers: places, sharing: .johnson)
        expectNear(weights.drivers.map(\.share), x[10], 1e-10, "johnson")
    }

    /// Golden lmg_kiosk_p18.
    @Test func eighteenDrivers() throws {
        let table = try SharedData.table("kiosk_ipa.csv")
        let names = ["overall1"] + (1...18).map { "sat\($0)" }
        let gram = try Gram(names.map { ($0, table.column($0)) })
        let found = try Drivers(gram, outcome: 0, drivers: Array(1...18))
        let wanted: [Double] = [
            0.015711959454338773, 0.020680201105824598, 0.04078212990298152,
            0.009806873825807928, 0.006982986716642951, 0.010044494257471788,
            0.00934345879087306, 0.020487706804135555, 0.023853666415787823,
            0.07643113787472529, 0.06343016662457164, 0.013139014498250685,
            0.02004752278841135, 0.017607902466630018, 0.0057181814913940116,
            0.015892164267758038, 0.03255249864239436, 0.11522132244340523,
        ]
        expectNear(found.drivers.map(\.share), wanted, 1e-12)
    }

    /// relaimpo's own percentile interval of 500 draws, within what chance allows.
    @Test func bootstrap() throws {
        let table = try SharedData.table("customerSat_bayesm.csv")
        var chance = SplitMix64(seed: 11)
        let found = try DriverBootstrap(
            (1...10).map { ("q\($0)", table.column("q\($0)")) }, draws: 500, using: &chance)
        let low: [Double] = [
            0.0753756758461743, 0.0603380849295397, 0.144017257913761, 0.0679961898935576,
            0.132816265645843, 0.0524165691448949, 0.0424996882228822, 0.0206765539394968,
            0.0223842510296288,
        ]
        let high: [Double] = [
            0.101659504360011, 0.0802736426739832, 0.178093174334308, 0.092733091988077,
            0.175039800682588, 0.0750907830786085, 0.060402934360483, 0.0312653514132871,
            0.0351558106946537,
        ]
        expectNear(found.intervals.map(\.low), low, 0.01)
        expectNear(found.intervals.map(\.high), high, 0.01)
        #expect(found.intervals.allSatisfy { 0...1 ~= $0.rankStability })
        var again = SplitMix64(seed: 11)
        let same = try DriverBootstrap(
            (1...10).map { ("q\($0)", table.column("q\($0)")) }, draws: 500, using: &again)
        #expect(same == found)
    }

    /// Golden prca_customerSat: statsmodels 0.15. Attribute, penalty, reward, errors, p-values,
    /// range, asymmetry, counts.
    static let contrasts = """
        q2 -0.5913442466850686 0.458619277556011 0.11308267082051998 0.14785616110259228 \
        1.900689775898744e-07 0.0019535123510518566 1.0499635242410796 -0.1264091238074123 \
        473.0 293.0
        q3 -0.4009791682702124 0.20938593595355046 0.11306214041265306 0.12374343156571674 \
        0.000400362623952897 0.09080125587430575 0.6103651042237629 -0.31389938741717927 405.0 \
        381.0
        q4 -1.2106778171585275 0.7502907993150145 0.10992817002947101 0.15165429634404573 \
        2.4273094717809667e-27 8.226377606748839e-07 1.960968616473542 -0.23477531153529538 \
        596.0 263.0
        q5 -0.45633309639152947 0.07188218038364014 0.10896913654015307 0.1278767492752068 \
        2.9543874991579546e-05 0.5741040207023099 0.5282152767751696 -0.7278299831746965 417.0 \
        342.0
        q6 -1.3582638333538093 0.8896754031458534 0.11177613167732764 0.12812156618625528 \
        1.0465499926087378e-32 5.3115703872452845e-12 2.2479392364996627 -0.20845244506591282 \
        443.0 309.0
        q7 -0.5722286311966669 0.3040963264786092 0.13506852148317108 0.10861383002562075 \
        2.3847433468942927e-05 0.005168352463656109 0.8763249576752761 -0.30597360302205917 \
        227.0 625.0
        q8 -0.503960345461364 0.19726048852753628 0.1543721096318579 0.10582854481111015 \
        0.0011169190022139463 0.06249032668756167 0.7012208339889003 -0.4373798410825348 155.0 \
        642.0
        q9 0.2559602600701635 0.046219759509779516 0.18698560797763547 0.11282232765934168 \
        0.1712093477233352 0.6820980666170471 0.302180019579943 -0.694091226984305 115.0 803.0
        q10 -0.15747248115680687 0.09567331450502979 0.1659023401194129 0.11265522012492869 \
        0.34265308090035995 0.3958513428799801 0.25314579566183665 -0.24412479966418696 142.0 \
        775.0
        """

    @Test func penaltyReward() throws {
        let table = try SharedData.table("customerSat_bayesm.csv")
        let names = (2...10).map { "q\($0)" }
        let columns = names.map { table.column($0) }
        var gram = PenaltyReward.summary(outcome: "q1", attributes: names)
        let cuts = PenaltyReward.Cuts(poor: 4, excellent: 9)
        for (row, outcome) in table.column("q1").enumerated() {
            gram.add(
                PenaltyReward.row(outcome: outcome, ratings: columns.map { $0[row] }, cuts: cuts))
        }
        let found = try PenaltyReward(gram, attributes: names)
        expectNear([found.intercept, found.r2], [6.62819959511674, 0.6574477380570753], 1e-10)
        for (line, driver) in zip(Self.contrasts.split(separator: "\n"), found.drivers) {
            let x = line.split(separator: " ").dropFirst().compactMap { Double($0) }
            expectNear(driver.penalty?.coefficient ?? 0, x[0], 1e-9)
            expectNear(driver.reward?.coefficient ?? 0, x[1], 1e-9)
            expectNear(driver.penalty?.standardError ?? 0, x[2], 1e-9)
            expectNear(driver.reward?.standardError ?? 0, x[3], 1e-9)
            expectNear(driver.penalty?.p ?? 0, x[4], 1e-9)
            expectNear(driver.reward?.p ?? 0, x[5], 1e-9)
            #expect(driver.poorCount == Int(x[8]) && driver.excellentCount == Int(x[9]))
            #expect(driver.wrongSign == (x[0] > 0))
            guard !driver.wrongSign else { continue }
            expectNear(driver.range, x[6], 1e-9)
            expectNear(driver.asymmetry ?? 0, x[7], 1e-9)
        }
        #expect(found.drivers[3].kind == .frustrator)
        #expect(found.drivers[8].kind == .neutral)
    }

    /// Golden ipa_kiosk.
    @Test func importanceAndPerformance() throws {
        let table = try SharedData.table("kiosk_ipa.csv")
        let items = (1...24).map { item in
            (
                name: "\(item)", importance: Moments(table.column("imp\(item)")).mean,
                performance: Moments(table.column("sat\(item)")).mean
            )
        }
        func letters(_ cut: Importance.Cut) throws -> String {
            try Importance(items, cut: cut).items.map { item in
                switch item.quadrant {
                case .concentrate: "c"
                case .keepUp: "k"
                case .lowPriority: "l"
                case .overkill: "o"
                }
            }.joined()
        }
        #expect(try letters(.means) == "kkklllckkcclkklckkkkklcl")
        #expect(try letters(.medians) == "kkklllckklllkolckokkklll")
        let middle = Importance.Cut.fixed(importance: 4, performance: 4)
        #expect(try letters(middle) == "kkkoookkkkkckkkkkkkkkokk")
        let found = try Importance(items)
        expectNear(
            [found.importanceCut, found.performanceCut], [5.852657004830918, 4.903582930756844])
        expectNear(found.items[0].gap, -0.9613526570048307)
        let columns = ["overall1"] + (1...24).map { "sat\($0)" }
        let gram = try Gram(columns.map { ($0, table.column($0)) })
        let derived = try Importance.derived(gram, outcome: 0, items: Array(1...24))
        expectNear(derived.items[9].importance, 0.5846766673825131)
        let ranks = try RankCorrelation.spearman(
            items.map(\.importance), derived.items.map(\.importance))
        expectNear(ranks, 0.3)
    }
}

@Suite struct DriverTests {
    /// The definition itself: the average over all orders, for four drivers.
    @Test func shapleyIsTheAverageOverOrders() throws {
        var chance = SplitMix64(seed: 3)
        var columns: [[Double]] = (0..<4).map { _ in (0..<30).map { _ in chance.normal() } }
        columns[1] = zip(columns[0], columns[1]).map { $0 + 0.3 * $1 }
        let outcome = (0..<30).map { columns[0][$0] + columns[2][$0] * 0.5 + chance.normal() }
        let gram = try Gram(zip("yabcd".map(String.init), [outcome] + columns).map { ($0, $1) })
        func r2(_ set: [Int]) throws -> Double {
            set.isEmpty ? 0 : try LeastSquares(gram, outcome: 0, predictors: set).r2
        }
        var wanted = [0.0, 0, 0, 0]
        var orders = 0.0
        func walk(_ taken: [Int]) throws {
            if taken.count == 4 { orders += 1 }
            for next in 1...4 where !taken.contains(next) {
                let gain = try r2(taken + [next]) - r2(taken)
                var below = 1.0
                for k in 1...max(1, 3 - taken.count) { below *= Double(k) }
                wanted[next - 1] += gain * below
                try walk(taken + [next])
            }
        }
        try walk([])
        let found = try Shapley.shares(gram.correlation(), outcome: 0, drivers: [1, 2, 3, 4])
        expectNear(found, wanted.map { $0 / orders }, 1e-12)
    }

    @Test func oneAndTwoDrivers() throws {
        let gram = try Gram([("y", [1, 2, 3, 5]), ("a", [1, 2, 2, 4]), ("b", [5, 3, 4, 1])])
        let r = try gram.correlation()
        let one = try Shapley.shares(r, outcome: 0, drivers: [1])
        expectNear(one, [r[0, 1] * r[0, 1]])
        let two = try Shapley.shares(r, outcome: 0, drivers: [1, 2])
        let fit = try LeastSquares(gram, outcome: 0, predictors: [1, 2])
        expectNear(two.reduce(0, +), fit.r2)
    }

    /// A driver given twice is shared evenly between its copies by Shapley, and refused where
    /// coefficients are wanted.
    @Test func collinearDrivers() throws {
        let a: [Double] = [1, 4, 2, 5, 3, 6]
        let gram = try Gram([("y", [1, 3, 2, 6, 3, 5]), ("a", a), ("b", a.map { 2 * $0 })])
        let shares = try Shapley.shares(gram.correlation(), outcome: 0, drivers: [1, 2])
        expectNear(shares[0], shares[1])
        #expect(throws: Unfit.collinear("b")) {
            try Drivers(gram, outcome: 0, drivers: [1, 2])
        }
    }

    @Test func refusals() throws {
        let gram = try Gram([("y", [1, 2, 3]), ("a", [1, 3, 2]), ("b", [3, 3, 3])])
        #expect(throws: Unfit.constant("b")) { try Drivers(gram, outcome: 0, drivers: [2]) }
        #expect(throws: Unfit.tooFew(have: 3, need: 4)) {
            try Drivers(gram, outcome: 0, drivers: [1, 2])
        }
        #expect(throws: Unfit.self) {
            try Shapley.shares(Matrix.identity(30), outcome: 0, drivers: Array(1...25))
        }
        #expect(throws: Unfit.empty) { try Importance([]) }
        #expect(throws: Unfit.mismatched("attributes")) {
            try PenaltyReward(gram, attributes: [])
        }
    }

    /// Deng's partial correlation is that of what remains of both once the others are known.
    @Test func partialImportance() throws {
        var chance = SplitMix64(seed: 9)
        let a = (0..<60).map { _ in Double(1 + chance.index(below: 7)) }
        let b = a.map { min(7, max(1, $0 + Double(chance.index(below: 3)) - 1)) }
        let outcome = zip(a, b).map { $0 + 0.5 * $1 + chance.normal() }
        let found = try DerivedImportance.partialLog.values(
            outcome: outcome, items: [("a", a), ("b", b)])
        let plain = try DerivedImportance.log.values(
            outcome: outcome, items: [("a", a), ("b", b)])
        let between = try DerivedImportance.log.values(
            outcome: b.map { log($0) }, items: [("a", a)])[0]
        let (x, y) = (plain[0], plain[1])
        let spread = (1 - y * y) * (1 - between * between)
        expectNear(found[0], (x - y * between) / spread.squareRoot(), 1e-10)
        #expect(throws: Unfit.outside("a ≤ 0")) {
            try DerivedImportance.log.values(outcome: [1, 2, 3], items: [("a", [1, 0, 2])])
        }
    }

    /// The joint test of one driver alone is the overall F test.
    @Test func jointTestOfContrasts() throws {
        var chance = SplitMix64(seed: 12)
        var gram = PenaltyReward.summary(outcome: "y", attributes: ["a"])
        let cuts = PenaltyReward.Cuts(poor: 2, excellent: 5)
        for _ in 0..<80 {
            let rating = Double(1 + chance.index(below: 5))
            gram.add(
                PenaltyReward.row(
                    outcome: rating + 3 * chance.normal(), ratings: [rating], cuts: cuts))
        }
        let found = try PenaltyReward(gram, attributes: ["a"])
        let f = found.r2 / 2 / ((1 - found.r2) / 77)
        expectNear(found.drivers[0].p ?? 0, FisherF(2, 77).upperTail(f), 1e-12)
        // Nobody rates b poor: it has no penalty, and all else stands.
        var half = PenaltyReward.summary(outcome: "y", attributes: ["a", "b"])
        for row in 0..<60 {
            let ratings = [Double(1 + row % 5), Double(3 + row * row % 3)]
            half.add(
                PenaltyReward.row(
                    outcome: ratings[0] + chance.normal(), ratings: ratings, cuts: cuts))
        }
        let without = try PenaltyReward(half, attributes: ["a", "b"])
        #expect(without.drivers[1].penalty == nil && without.drivers[0].penalty != nil)
        #expect(PenaltyReward.Cuts.standard(low: 1, high: 10) == (4, 9))
        #expect(PenaltyReward.Cuts.standard(low: 1, high: 7) == (3, 6))
        #expect(PenaltyReward.Cuts.standard(low: 1, high: 5) == (2, 5))
    }

    /// With weights that repeat rows, a resample is what adding those rows gives.
    @Test func percentiles() {
        let sorted = [1.0, 2, 3, 4, 10]
        expectNear(Percentile.quantile(ofSorted: sorted, 0.25), 2)
        expectNear(Percentile.quantile(ofSorted: sorted, 0.9), 7.6)
        #expect(Percentile.median([]) == nil)
        expectNear(Percentile.median([5, 1, 4, 2]) ?? 0, 3)
    }
}
