import Statistics
import Testing

/// Goldens of REPPL's storage and transfer features: its published table, scipy 1.17.1.
@Suite(.enabled(if: SharedData.isThere, "the real data are not here"))
struct KanoGoldenTests {
    static func answers(
        _ table: SharedData.Table, _ feature: String, where keep: (Int) -> Bool = { _ in true }
    ) throws -> KanoAnswers {
        var answers = KanoAnswers()
        let pairs = zip(table.integers("f_\(feature)"), table.integers("d_\(feature)"))
        for (row, pair) in pairs.enumerated() where keep(row) {
            try answers.add(functional: pair.0, dysfunctional: pair.1)
        }
        return answers
    }

    /// Feature, table, M O A I R Q, modal, ruled, quadrant, then the numbers.
    static let transfers = """
        F6 pouliot 9 19 91 160 49 30 I I I 0.3942652329749104 -0.1003584229390681 \
        0.029257242404676247 0.01798910561234447 0.19273743016759776 0.3324022346368715 \
        21.06642154282762 1.5771171236269215e-05 1.4553072625698324 0.1564245810055866 \
        2.074781832681311 1.6663082724999971 1.1022487207173384
        F6 berger 9 19 91 177 49 13 I I I 0.3716216216216216 -0.0945945945945946 \
        0.028087639868722692 0.01701017752462288 0.24022346368715083 0.3324022346368715 \
        21.366522135256936 1.6434478486146289e-07 1.4553072625698324 0.1564245810055866 \
        2.074781832681311 1.6663082724999971 1.1022487207173384
        F7 pouliot 59 121 70 77 9 22 O O O 0.5840978593272171 -0.5504587155963303 \
        0.027256149885760545 0.027508904203181975 0.12290502793296089 0.6983240223463687 \
        19.74808137204966 0.00216374338612456 2.8240223463687153 2.3379888268156424 \
        1.5338509123601225 1.9690201120241213 1.045639484844214
        F7 berger 59 121 70 87 9 12 O O O 0.5667655786350149 -0.5341246290801187 \
        0.026992820097639595 0.027173227665317386 0.09497206703910614 0.6983240223463687 \
        20.044302886663093 0.021902578154894447 2.8240223463687153 2.3379888268156424 \
        1.5338509123601225 1.9690201120241213 1.045639484844214
        F8 pouliot 66 122 78 62 7 23 O O O 0.6097560975609756 -0.573170731707317 \
        0.026934518554840622 0.027310658824553205 0.12290502793296089 0.7430167597765364 \
        19.809215732404976 0.0022794385018057297 2.9189944134078214 2.2849162011173183 \
        1.5106075335496252 2.057260523440193 0.7906514561131736
        F8 berger 66 122 78 71 7 14 O O O 0.5934718100890207 -0.5578635014836796 \
        0.02675656943756628 0.027053733497074055 0.12290502793296089 0.7430167597765364 \
        19.809215732404976 0.0022794385018057297 2.9189944134078214 2.2849162011173183 \
        1.5106075335496252 2.057260523440193 0.7906514561131736
        F9 pouliot 25 76 145 78 12 22 A A A 0.6820987654320988 -0.3117283950617284 \
        0.025870047962232825 0.025733307113182727 0.1871508379888268 0.6871508379888268 \
        20.445763090478067 8.534759391463506e-06 2.9022346368715084 1.770949720670391 \
        1.6916156832630018 1.849534635310409 0.8346869474046607
        F9 berger 25 76 145 85 12 15 A A A 0.6676737160120846 -0.30513595166163143 \
        0.02589109920420744 0.025309444558953183 0.16759776536312848 0.6871508379888268 \
        20.616241156945673 9.200713177789856e-05 2.9022346368715084 1.770949720670391 \
        1.6916156832630018 1.849534635310409 0.8346869474046607
        F10 pouliot 90 174 18 42 7 27 O O O 0.5925925925925926 -0.8148148148148148 \
        0.027297323377410698 0.021580428974694477 0.2346368715083799 0.7877094972067039 \
        21.300932389695785 2.6009296297918326e-07 2.776536312849162 2.905027932960894 \
        1.6158553553737438 2.0033382152846295 1.085160321111691
        F10 berger 90 174 18 52 7 17 O O O 0.5748502994011976 -0.7904191616766467 \
        0.027050486878389776 0.0222705674656623 0.2346368715083799 0.7877094972067039 \
        21.300932389695785 2.6009296297918326e-07 2.776536312849162 2.905027932960894 \
        1.6158553553737438 2.0033382152846295 1.085160321111691
        F11 pouliot 32 90 88 105 15 28 I O A 0.5650793650793651 -0.3873015873015873 \
        0.027932155688374233 0.027446864554803135 0.04189944134078212 0.5865921787709497 \
        19.654572424216482 0.3160731261190124 2.594972067039106 1.7932960893854748 \
        1.7539638579240562 1.9864413732734352 1.0897140979296727
        F11 berger 32 90 88 114 15 19 I O A 0.5493827160493827 -0.3765432098765432 \
        0.027641965063630505 0.026917708440590406 0.0670391061452514 0.5865921787709497 \
        19.928632443332695 0.10709882141588886 2.594972067039106 1.7932960893854748 \
        1.7539638579240562 1.9864413732734352 1.0897140979296727
        """

    @Test(arguments: transfers.split(separator: "\n").map(String.init))
    func transfersAgree(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let x = words.dropFirst(11).compactMap(Double.init)
        let table = try SharedData.table("reppl_kano_transfers.csv")
        let answers = try Self.answers(table, words[0])
        let counts = answers.counts(KanoTable(rawValue: words[1])!)
        let order: [KanoCategory] = [
            .mustBe, .oneDimensional, .attractive, .indifferent, .reverse, .questionable,
        ]
        #expect(order.map { counts[$0] } == words[2..<8].compactMap { Int($0) })
        let found = try KanoFeature(counts)
        #expect(found.category.rawValue == words[8])
        #expect(found.ruledCategory.rawValue == words[9])
        expectNear(found.better?.value ?? 0, x[0])
        expectNear(found.worse?.value ?? 0, x[1])
        expectNear(found.better?.standardError ?? 0, x[2])
        expectNear(found.worse?.standardError ?? 0, x[3])
        expectNear([found.categoryStrength, found.totalStrength], [x[4], x[5]])
        expectNear(found.fong.threshold, x[6])
        expectRelative(found.p, x[7], 1e-10)
        let smooth = try KanoContinuous(answers)
        #expect(smooth.quadrant.rawValue == words[10])
        expectNear([smooth.functional.value, smooth.dysfunctional.value], [x[8], x[9]])
        let root = 358.0.squareRoot()
        expectNear((smooth.functional.standardError ?? 0) * root, x[10])
        expectNear((smooth.dysfunctional.standardError ?? 0) * root, x[11])
        expectNear(smooth.covariance, x[12])
    }

    /// Feature; chi-square, degrees, p of four waves; the same, V, z, z of waves 1 and 2; trend.
    static let waves = """
        F1 16.471982932754884 15.0 0.3513952954935181 10.191514307074838 5.0 \
        0.06998711403411821 0.23283080226731306 -0.9191674071559769 3.139223912723635 \
        -0.07329158589993555 1.5631520600447406 0.21120429426335724
        F2 45.48936683586539 15.0 6.407743331157475e-05 23.3282116813502 5.0 \
        0.000292118741616399 0.35225875765920633 1.0752508623758201 4.134127684516427 \
        -0.02484976186337142 0.20810109399253254 0.6482598355601941
        F3 24.84543231258863 15.0 0.05205814939023651 12.494463897456912 5.0 \
        0.028605997793685254 0.2577982047031652 -0.5276493850234303 2.804588378665457 \
        -0.045867958046916874 0.7132117860584734 0.3983796343166339
        F4 26.785398204278856 15.0 0.030534276142430847 3.1767035678217277 5.0 \
        0.6727645619048159 0.1299898434621223 0.1926446748957409 0.43992691037207354 \
        -0.004863225978991175 0.007852121018347912 0.9293901163839144
        F5 36.83399869227045 15.0 0.0013380980818080831 15.67106494308876 5.0 \
        0.007848725821923886 0.28871565323114173 -1.2734098319609974 2.9361070690960664 \
        0.03139410341937808 0.3183454826306339 0.5726036498516852
        """

    @Test(arguments: waves.split(separator: "\n").map(String.init))
    func wavesAgree(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let x = words.dropFirst().compactMap(Double.init)
        let table = try SharedData.table("reppl_kano_storage.csv")
        let cohorts = table.integers("cohort")
        let counts = try (1...4).map { cohort in
            try Self.answers(table, words[0]) { cohorts[$0] == cohort }.counts(.berger)
        }
        let all = try KanoDrift(counts)
        expectNear([all.chiSquare, Double(all.degrees), all.p], Array(x[0..<3]))
        let two = try KanoDrift(Array(counts[..<2]))
        expectNear([two.chiSquare, Double(two.degrees), two.p], Array(x[3..<6]))
        expectNear(two.association, x[6])
        expectNear(two.betterZ ?? 0, x[7])
        expectNear(two.worseZ ?? 0, x[8])
        expectNear([all.trend?.r ?? 0, all.trend?.statistic ?? 0], [x[9], x[10]])
        expectNear(all.trend?.p ?? 0, x[11])
    }
}

@Suite struct KanoTests {
    @Test func theTablesReadAsPrinted() {
        func grid(_ table: KanoTable) -> String {
            (1...5).map { row in
                (1...5).map { column in
                    table.category(functional: row, dysfunctional: column).rawValue
                }.joined()
            }.joined(separator: " ")
        }
        #expect(grid(.berger) == "QAAAO RIIIM RIIIM RIIIM RRRRQ")
        #expect(grid(.pouliot) == "QAAAO RQIIM RIIIM RIIQM RRRRQ")
    }

    /// Golden kano_edges.
    @Test func ties() throws {
        let tie = try KanoFeature(
            KanoCounts([.attractive: 10, .oneDimensional: 30, .mustBe: 30, .indifferent: 5]))
        #expect(tie.category == .mustBe && tie.ruledCategory == .mustBe && tie.p == 1)
        let half = try KanoFeature(
            KanoCounts([.attractive: 10, .oneDimensional: 10, .mustBe: 5, .indifferent: 25]))
        #expect(half.category == .indifferent && half.ruledCategory == .indifferent)
        expectNear(half.p, 0.016673847800120715)
        let odd = try KanoFeature(KanoCounts([.reverse: 6, .questionable: 4]))
        #expect(odd.category == .reverse && odd.better == nil && odd.worse == nil)
        expectNear(odd.p, 0.75390625)
        let one = try KanoFeature(KanoCounts([.indifferent: 20]))
        expectNear(one.p, 1.9073486328125e-06)
    }

    @Test func refusals() {
        #expect(throws: Unfit.empty) { try KanoFeature(KanoCounts()) }
        #expect(throws: Unfit.empty) { try KanoContinuous(KanoAnswers()) }
        #expect(throws: Unfit.outside("answer")) {
            var answers = KanoAnswers()
            try answers.add(functional: 0, dysfunctional: 3)
        }
        #expect(throws: Unfit.constant("category")) {
            try KanoDrift([KanoCounts([.mustBe: 3]), KanoCounts([.mustBe: 4])])
        }
    }

    @Test func modalProbabilityFollowsTheEvidence() throws {
        var chance = SplitMix64(seed: 1)
        let clear = try KanoFeature(KanoCounts([.mustBe: 90, .indifferent: 10]))
        #expect(clear.modalProbability(using: &chance) > 0.999)
        let close = try KanoFeature(KanoCounts([.mustBe: 51, .indifferent: 49]))
        let probability = close.modalProbability(using: &chance)
        #expect(probability > 0.5 && probability < 0.7)
    }

    /// Golden kano_paired_drift: statsmodels 0.15 without added halves.
    @Test func samePeopleTwice() throws {
        let moves = Transition([[40, 8, 5, 3], [12, 50, 9, 4], [3, 14, 60, 11], [1, 2, 6, 30]])
        let symmetry = try moves.symmetry()
        expectNear(symmetry.statistic, 5.5242114236999145, 1e-9)
        #expect(symmetry.degrees == 6)
        expectNear(symmetry.p, 0.4785352687220986, 1e-9)
        let margins = try moves.marginalHomogeneity()
        expectNear(margins.statistic, 3.162011173184351, 1e-9)
        #expect(margins.degrees == 3)
        expectNear(margins.p, 0.36731441545665267, 1e-9)
        #expect(throws: Unfit.constant("category")) {
            try Transition([[4, 0], [0, 5]]).symmetry()
        }
    }

    @Test func laws() throws {
        var a = KanoAnswers()
        var b = KanoAnswers()
        for i in 0..<40 {
            try a.add(functional: i % 5 + 1, dysfunctional: i * 3 % 5 + 1)
            try b.add(functional: i * i % 5 + 1, dysfunctional: i % 4 + 1)
        }
        var ab = a
        ab.merge(b)
        var ba = b
        ba.merge(a)
        #expect(ab == ba && ab.n == 80)
        ab.subtract(b)
        #expect(ab == a)
    }
}

@Suite struct SplitMix64Tests {
    /// First numbers of the reference implementation with seed 1234567.
    @Test func reference() {
        var chance = SplitMix64(seed: 1_234_567)
        let found = (0..<3).map { _ in chance.next() }
        #expect(
            found == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }

    @Test func momentsOfDraws() {
        var chance = SplitMix64(seed: 5)
        for shape in [0.4, 1, 7.5] {
            let draws = Moments((0..<40_000).map { _ in chance.gamma(shape: shape) })
            expectNear(draws.mean, shape, 0.02)
            expectNear(draws.variance ?? 0, shape, 0.05)
        }
        let normal = Moments((0..<40_000).map { _ in chance.normal() })
        expectNear(normal.mean, 0, 0.02)
        expectNear(normal.variance ?? 0, 1, 0.02)
    }
}
