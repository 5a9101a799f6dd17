import Statistics
import Testing

/// Goldens ecsi_*: semPLS 1.0-10, seminr 2.3.4 and plspm 0.5.1 on the ECSI mobile phone data.
@Suite struct PathModelTests {
    static let blocks: [(String, [String])] = [
        ("Image", ["IMAG1", "IMAG2", "IMAG3", "IMAG4", "IMAG5"]),
        ("Expectation", ["CUEX1", "CUEX2", "CUEX3"]),
        ("Quality", ["PERQ1", "PERQ2", "PERQ3", "PERQ4", "PERQ5", "PERQ6", "PERQ7"]),
        ("Value", ["PERV1", "PERV2"]),
        ("Satisfaction", ["CUSA1", "CUSA2", "CUSA3"]),
        ("Complaints", ["CUSCO"]),
        ("Loyalty", ["CUSL1", "CUSL2", "CUSL3"]),
    ]

    static let paths: [(from: String, to: String)] = [
        ("Image", "Expectation"),
        ("Expectation", "Quality"),
        ("Expectation", "Value"),
        ("Quality", "Value"),
        ("Image", "Satisfaction"),
        ("Expectation", "Satisfaction"),
        ("Quality", "Satisfaction"),
        ("Value", "Satisfaction"),
        ("Satisfaction", "Complaints"),
        ("Image", "Loyalty"),
        ("Satisfaction", "Loyalty"),
        ("Complaints", "Loyalty"),
    ]

    static func model(_ scheme: PathModel.Scheme) throws -> PathModel {
        try PathModel(
            blocks.map { PathModel.Latent($0.0, items: $0.1) }, paths: paths, scheme: scheme)
    }

    static func columns() throws -> [(name: String, values: [Double])] {
        let table = try SharedData.table("mobi_seminr.csv")
        return table.names.map { ($0, table.column($0)) }
    }

    /// Scheme; paths; R²; loadings; weights; AVE; composite reliability; rho_A; f²; index; GoF.
    static let cases = """
        path; 0.5049139336251157 0.5567489623570944 0.0499883925448837 0.558304379465786 \
        0.17873950012987566 0.06252286954283504 0.5120239400313757 0.1947651041885151 \
        0.5280662462536316 0.19575533310631135 0.48547762360702207 0.06692606903565075; 0.0 \
        0.25493808036878784 0.3099694070857012 0.34527894189906205 0.6810782913891551 \
        0.2788539604324011 0.45694445468717354; 0.7452080729244558 0.5992003824719496 \
        0.5763589530535587 0.7687616591463 0.7444524293906039 0.7707671690105415 \
        0.6912454739675559 0.6078126406679832 0.8031781252610651 0.638146439779786 \
        0.7837469183482408 0.7694797387947933 0.7547213588568964 0.7746433096842117 \
        0.7798648287013126 0.9022112012014551 0.9396247771489558 0.7924124341275085 \
        0.8470214598273577 0.8566926812792364 1.0 0.8204131959902957 0.2020217093691118 \
        0.915436286861222; 0.3013121550475736 0.25969115304898166 0.21792305312055735 \
        0.3285035664826167 0.3246814064495139 0.5211806788338471 0.4736796561554427 \
        0.44563424167455473 0.21317504215263908 0.14472169438735857 0.20001771132049664 \
        0.17939946746600594 0.1786356915710561 0.17912073705897952 0.21548152497091055 \
        0.4792824522675692 0.6040560198370754 0.36486485835334304 0.3831560411028826 \
        0.4509612007086581 1.0 0.4606647283807563 0.11426952559351082 0.654310585692074; \
        0.47835394425405 0.48044618008698087 0.5766500025337429 0.8484398867027987 \
        0.693095056441786 1.0 0.5173047261712304; 0.8188786730730572 0.7332355585007837 \
        0.9046924219113731 0.9179754113728815 0.8712532327086261 1.0 0.7217055556970954; \
        0.7403285163897174 0.4620548877059271 0.884246470665535 0.8549963368068929 \
        0.7891015761884561 1.0 0.7457337236422107; 0.3421703265883943 0.44921110783880724 \
        0.0026336034315795095 0.3285141688294976 0.0422258322150192 0.008233688334696955 \
        0.28927447098375253 0.07666932306884768 0.3866816776801586 0.035519710979130384 \
        0.20351730495721593 0.0057580917795497935; 73.52798180551609 72.47381754919839 \
        74.97656690052764 62.34675726015786 72.45411793091007 67.42222222222222 \
        70.91385356573218; 0.47175257717261415
        factorial; 0.5049431379784075 0.5567590273643124 0.050178100227686685 \
        0.5577624463592137 0.1785926718600909 0.06494365501415068 0.5129747003773443 \
        0.1914452599897492 0.5258565524072629 0.19581961843203366 0.4830591744460167 \
        0.07031057323791848; 0.0 0.2549675725914811 0.3099806145516551 0.3447813302565309 \
        0.6806976879394997 0.2765251137096525 0.45651959057320757; 0.7451258584773682 \
        0.5993304629334034 0.5762697307142979 0.7688085884021734 0.7444370048506354 \
        0.7705771572603595 0.6912896883050494 0.6079877601596773 0.8032540652637775 \
        0.6382317709363852 0.7836156155180628 0.769571222536536 0.7547067146214019 \
        0.7747235285881247 0.7797233436590328 0.9035293992857963 0.9385710834179251 \
        0.799447944460704 0.8465707196670356 0.8512118737692764 1.0 0.8169036512934756 \
        0.21331398852588293 0.9158229870137373; 0.3011398370530199 0.25986939102072054 \
        0.21780805085664012 0.32862475920488304 0.3246742872045787 0.5209076160140722 \
        0.47378906651425806 0.44585600518081203 0.21333115854179244 0.14477854469832463 \
        0.1998185050848459 0.17953151611533844 0.17862777983912778 0.17921848197730791 \
        0.21525463517225965 0.48331534803613235 0.6001787012997905 0.37788083472860384 \
        0.3824708136287629 0.43950908464558075 1.0 0.4555365252525619 0.12559574120782036 \
        0.6563268549140694; 0.4783498902202119 0.4804399016507768 0.5766567785321425 \
        0.8486405270010249 0.6934535511152701 1.0 0.5171887255800657; 0.8188766694117001 \
        0.7332387367125207 0.9046952827018265 0.918096700725835 0.8714833583344389 1.0 \
        0.7233441647683814; 0.7403253026456126 0.461975380918452 0.8842225282028123 \
        0.8510816064375689 0.7846403455416516 1.0 0.7439880737021002; 0.34222345660624026 \
        0.44923464628496346 0.002651572203320291 0.32762238598748766 0.0421098984310236 \
        0.008872638051070022 0.2900802491264833 0.07405209823442221 0.38221798565468995 \
        0.03548573146177277 0.2018164091280077 0.00636557221754987; 73.52877596725307 \
        72.47354602091647 74.97717795122965 62.316655089585794 72.54627192159042 \
        67.42222222222222 70.70905791936634; 0.47140872843547926
        centroid; 0.5047056386055746 0.5572478560772738 0.05078755156012186 0.5572168579564125 \
        0.17883348233622967 0.06442533922090932 0.5125452415957965 0.19181566436314293 \
        0.5260973071379504 0.19535970219851587 0.48347472283463666 0.0712324124298995; 0.0 \
        0.25472778164026094 0.31052517310271793 0.34460987409223115 0.6802810945104 \
        0.2767783765778029 0.45728605233099756; 0.7433699517810922 0.6007296395827096 \
        0.5776173623685191 0.7683623732721403 0.744475016134748 0.7714922614355922 \
        0.6866259518990584 0.6118252589908435 0.8033399992346643 0.6373912001534334 \
        0.7835350678601614 0.7691159446576665 0.7557737160847455 0.7751580059296855 \
        0.7793992056125802 0.9043446494057236 0.9379115467622263 0.7990258958746174 \
        0.8462107068105799 0.851886141786242 1.0 0.8138109147463628 0.21914242326975308 \
        0.916814393072311; 0.29813184608652465 0.26233656436901287 0.21987218201569522 \
        0.32782296204367317 0.3249210114266752 0.5228227084101735 0.4680682387127141 \
        0.4498972906952836 0.21364542010216672 0.14346700875924093 0.19943920697130166 \
        0.1781159428416055 0.18083905183773652 0.18050324005037233 0.21436270428894755 \
        0.4858203351110224 0.5977653023947517 0.3771868410157999 0.3815670678059344 \
        0.4410587165013575 1.0 0.45046793971729276 0.13133992304021705 0.6594814931750063; \
        0.478348117740598 0.4803285516051683 0.5766594572982314 0.8487586572293364 \
        0.6934083137221818 1.0 0.5169534126604671; 0.8189264907838101 0.7332136155988889 \
        0.9046921502733261 0.9181680942070781 0.8714571600782074 1.0 0.7240119626955758; \
        0.7395164614024325 0.4616878928687532 0.8842560660358311 0.8487852309415319 \
        0.78507192792192 1.0 0.745621656440356; 0.34179159690252287 0.4503792756294204 \
        0.0027135202875600423 0.3266382307229836 0.04216553947148137 0.008716186086632178 \
        0.28888075065025165 0.07427608688021996 0.3827020205343435 0.03539939783147921 \
        0.2023899078017657 0.006543466587592443; 73.52085077062688 72.47143218739248 \
        74.98530058206846 62.29792600712221 72.5428023004917 67.42222222222222 \
        70.61066609586273; 0.4714668280859421
        """

    @Test(
        .enabled(if: SharedData.isThere, "the real data are not here"),
        arguments: cases.split(separator: "\n").map(String.init))
    func agreesWithPeers(_ line: String) throws {
        let parts = line.split(separator: ";").map(String.init)
        let x = parts.dropFirst().map { $0.split(separator: " ").compactMap { Double($0) } }
        let gram = try Gram(Self.columns())
        let found = try PathEstimates(Self.model(PathModel.Scheme(rawValue: parts[0])!), gram)
        expectNear(found.paths.map(\.coefficient), x[0], 1e-10, "paths")
        expectNear(found.latents.map { $0.r2 ?? 0 }, x[1], 1e-10, "R2")
        let items = found.latents.flatMap(\.items)
        expectNear(items.map(\.loading), x[2], 1e-10, "loadings")
        expectNear(items.map(\.weight), x[3], 1e-10, "weights")
        expectNear(found.latents.map(\.averageVariance), x[4], 1e-10, "AVE")
        expectNear(found.latents.map(\.compositeReliability), x[5], 1e-10)
        expectNear(found.latents.map(\.rhoA), x[6], 1e-9, "rhoA")
        expectNear(found.paths.map(\.effectSize), x[7], 1e-9, "f2")
        let index = try found.latents.map {
            try SatisfactionIndex(found, latent: $0.name, gram: gram, scale: 1...10).value
        }
        expectNear(index, x[8], 1e-10, "index")
        expectNear(found.goodnessOfFit, x[9][0], 1e-10, "GoF")
    }

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func effectsAndDistinctness() throws {
        let found = try PathEstimates(Self.model(.path), Gram(Self.columns()))
        expectNear(found.totalEffects[0, 6], 0.39873238419522544, 1e-10)
        expectNear(found.totalEffects[1, 4], 0.4178675472794294, 1e-10)
        expectNear(found.heterotrait[0, 1], 0.8880304275092502, 1e-10)
        expectNear(found.heterotrait[5, 6], 0.5612585398239484, 1e-10)
        #expect(found.latents[5].alpha == nil && found.latents[5].rhoA == 1)
        let index = try SatisfactionIndex(
            found, latent: "Satisfaction", gram: Gram(Self.columns()), scale: 1...10)
        expectNear(index.value, 72.45411793091007, 1e-11)
        expectNear(index.plain, 71.97037037037038, 1e-11)
        #expect(index.negative.isEmpty)
    }

    /// Golden ecsi_seminr_PLSc_mobi: paths, R², loadings.
    static let consistent = """
        0.863293224285674 0.871015662310167 -0.0542254590356912 0.721338681019896 \
        0.149912929038301 0.0267459798628793 0.669320353808553 0.178265758936686 \
        0.59445906360396 -0.090971978798019 0.961520130380886 -0.039225122983145
        0.0 0.745275191097555 0.758668283989618 0.455130475329508 0.927318830911806 \
        0.353381578300896 0.734855447915226
        0.618673355543902 0.533214456778099 0.447453527119875 0.674504497787521 \
        0.666656594636959 0.510041563559667 0.463555773029181 0.436109768792661 \
        0.805030649221635 0.546524576237891 0.755343525970325 0.677481136103173 \
        0.674596825651255 0.676428543298628 0.813740812164454 0.745336091199192 \
        0.939372494307142 0.670626744598622 0.704246196011164 0.828873033628192 1.0 \
        0.60883993875529 0.151024913981006 0.864772995017482
        """

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func consistentPaths() throws {
        let x = Self.consistent.split(separator: "\n").map {
            $0.split(separator: " ").compactMap { Double($0) }
        }
        let found = try ConsistentPaths(PathEstimates(Self.model(.path), Gram(Self.columns())))
        expectNear(found.coefficients, x[0], 1e-6, "paths")
        expectNear(found.r2.map { $0 ?? 0 }, x[1], 1e-6, "R2")
        expectNear(found.loadings.flatMap { $0 }, x[2], 1e-6, "loadings")
    }

    /// Golden ecsi_bootstrap_mobi: seminr's errors and ends of 500 draws, within chance.
    static let resampled = """
        0.0548010571982732 0.406637111517191 0.618201814679864
        0.0514836360735111 0.466391642214228 0.662938769027583
        0.080729747143845 -0.0932783843352085 0.220989693509569
        0.0838582211943793 0.365395337620798 0.710896494709301
        0.0516632114300461 0.083651437122541 0.301157722027511
        0.0505271702471097 -0.0353315165322813 0.167277966547274
        0.065308647699872 0.379227554642768 0.633982666504272
        0.0597391397825879 0.0762969117196966 0.306363361500805
        0.0540731681238484 0.408529528070449 0.628161615650263
        0.0765621903450717 0.0431865084965421 0.348820948048832
        0.0826412864921234 0.316929192044302 0.630837138580853
        0.0593730733018171 -0.0350538425134202 0.204343683180018
        """

    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func bootstrap() throws {
        var chance = SplitMix64(seed: 4)
        let found = try PathBootstrap(
            Self.model(.factorial), Self.columns(), draws: 1000, using: &chance)
        #expect(found.failed == 0)
        for (line, path) in zip(Self.resampled.split(separator: "\n"), found.paths) {
            let x = line.split(separator: " ").compactMap { Double($0) }
            expectNear(path.standardError, x[0], 0.012)
            expectNear(path.low, x[1], 0.05)
            expectNear(path.high, x[2], 0.05)
        }
    }

    /// Whole random parts drawn tell the same uncertainty as respondents drawn one by one, of
    /// paths, indices, R² and weights; the whole's own value lies within.
    @Test(.enabled(if: SharedData.isThere, "the real data are not here"))
    func bootstrapOfParts() throws {
        let (model, columns) = (try Self.model(.path), try Self.columns())
        let whole = try PathEstimates(model, try Gram(columns))
        let scales = Array(repeating: 1.0...10.0, count: model.latents.count)
        var chance = SplitMix64(seed: 4)
        let rows = try PathBootstrap(
            model, columns, scales: scales, draws: 600, using: &chance)
        let n = columns[0].values.count
        // Each respondent a part of its own is the same as respondents.
        let parts = try (0..<n).map { row in
            try Gram(columns.map { ($0.name, [$0.values[row]]) })
        }
        let dealt = try PathBootstrap(
            model, parts: parts, scales: scales, draws: 600, using: &chance)
        for (one, other) in zip(rows.paths, dealt.paths) {
            expectNear(other.standardError, one.standardError, 0.012)
            expectNear([other.low, other.high], [one.low, one.high], 0.05)
        }
        for (place, latent) in whole.latents.enumerated() {
            let index = try SatisfactionIndex(
                whole, latent: latent.name, gram: try Gram(columns), scale: scales[place])
            let (one, other) = (
                try #require(rows.indices[place]), try #require(dealt.indices[place])
            )
            #expect(one.low < index.value && index.value < one.high)
            expectNear([other.low, other.high], [one.low, one.high], 0.02)
            #expect((rows.r2[place] == nil) == (latent.r2 == nil))
            if let r2 = latent.r2, let own = rows.r2[place] {
                #expect(own.low - 0.05 < r2 && r2 < own.high)
            }
            for (item, weight) in zip(latent.items, rows.weights[place]) {
                // A single item weighs one in every resample.
                #expect(weight.low <= item.weight + 1e-9)
                #expect(item.weight <= weight.high + 1e-9)
            }
        }
        #expect(throws: Unfit.self) {
            try PathBootstrap(
                model, parts: Array(parts.prefix(9)), draws: 100, using: &chance)
        }
    }

    /// Two blocks in mode B give the first canonical correlation.
    @Test func modeB() throws {
        var chance = SplitMix64(seed: 6)
        let n = 300
        let common = (0..<n).map { _ in chance.normal() }
        let columns = ["a", "b", "c", "d"].map { name in
            (name: name, values: (0..<n).map { common[$0] + chance.normal() })
        }
        let gram = try Gram(columns)
        let model = try PathModel(
            [
                PathModel.Latent("x", items: ["a", "b"], mode: .b),
                PathModel.Latent("y", items: ["c", "d"], mode: .b),
            ], paths: [("x", "y")])
        let found = try PathEstimates(model, gram)
        let r = try gram.correlation()
        let x = try Cholesky(r.picking([0, 1])).inverse
        let y = try Cholesky(r.picking([2, 3])).inverse
        let cross = r.picking(rows: [0, 1], columns: [2, 3])
        let m = x * cross * y * cross.transposed
        let half = (m[0, 0] + m[1, 1]) / 2
        let largest = half + (half * half - m[0, 0] * m[1, 1] + m[0, 1] * m[1, 0]).squareRoot()
        expectNear(found.paths[0].coefficient, largest.squareRoot(), 1e-10)
    }

    @Test func refusals() throws {
        let a = PathModel.Latent("A", items: ["a"])
        let b = PathModel.Latent("B", items: ["b"])
        #expect(throws: Unfit.undefined("a path leads back to where it began")) {
            try PathModel([a, b], paths: [("A", "B"), ("B", "A")])
        }
        #expect(throws: Unfit.mismatched("C")) { try PathModel([a, b], paths: [("A", "C")]) }
        #expect(throws: Unfit.mismatched("an item is used twice")) {
            try PathModel([a, PathModel.Latent("B", items: ["a"])], paths: [("A", "B")])
        }
        let model = try PathModel([a, b], paths: [("A", "B")])
        let flat = try Gram([("a", [1, 2, 3, 4]), ("b", [2, 2, 2, 2])])
        #expect(throws: Unfit.constant("B")) { try PathEstimates(model, flat) }
        let short = try Gram([("a", [1, 2]), ("b", [2, 3])])
        #expect(throws: Unfit.tooFew(have: 2, need: 3)) { try PathEstimates(model, short) }
        let wide = try PathModel(
            [a, PathModel.Latent("B", items: ["b", "flat"])], paths: [("A", "B")])
        let gram = try Gram([
            ("a", [1, 2, 3, 4]), ("b", [2, 1, 4, 3]), ("flat", [5, 5, 5, 5]),
        ])
        #expect(try PathEstimates(wide, gram).dropped == ["flat"])
    }
}
