import Base
import Statistics

/// What is told of the agreement in a table of ratings; what is not defined is null with a reason.
struct AgreementReport {
    let raters: [String]
    let subjects: [[RatingTable.Cell]]
    /// Names of the categories where they are words; the ratings are then places among them.
    let labels: [String]?
    let scale: Krippendorff.Scale
    let level: Double
    /// Distinct ratings, ascending.
    private let values: [Double]
    /// Everyone rated everything.
    private let isComplete: Bool

    /// More categories than this are measurements, for which kappa says nothing.
    private static let mostCategories = 200

    init(
        raters: [String], subjects: [[RatingTable.Cell]], labels: [String]?,
        scale: Krippendorff.Scale, level: Double
    ) {
        self.raters = raters
        self.subjects = subjects
        self.labels = labels
        self.scale = scale
        self.level = level
        values = Set(subjects.lazy.joined().map(\.rating)).sorted()
        isComplete = subjects.allSatisfy { $0.count == raters.count }
    }

    var counts: [(String, JSON)] {
        let names = labels.map { $0.map(JSON.string) } ?? values.map { .figure($0) }
        return [
            ("n", .integer(subjects.count)), ("raterCount", .integer(raters.count)),
            ("ratingCount", .integer(subjects.reduce(0) { $0 + $1.count })),
            ("scale", .string(scale.rawValue)), ("complete", .bool(isComplete)),
            ("categories", names.count > 20 ? .null : .array(names)),
        ]
    }

    func alpha(_ draws: Int, seed: UInt64) -> [(String, JSON)] {
        var chance = SplitMix64(seed: seed)
        let found = Attempt { () throws(Unfit) -> Estimate in
            var whole = Krippendorff()
            for cells in subjects { try whole.add(cells.map(\.rating)) }
            guard draws > 0 else {
                return Estimate(
                    value: try whole.alpha(scale), low: .nan, high: .nan, n: whole.units,
                    method: Krippendorff.method)
            }
            return try whole.estimate(scale, draws: draws, level: level, using: &chance)
        }
        return [("krippendorffAlpha", .figure(found.value?.value))] + found.value.ends()
            + found.reason("krippendorffAlpha")
    }

    /// Categories from zero, where kappa can use them.
    private func categories() throws(Unfit) -> [Double: Int] {
        guard labels != nil || values.allSatisfy({ $0 == $0.rounded() }) else {
            throw .undefined("kappa needs categories, not measurements")
        }
        guard values.count <= Self.mostCategories else {
            throw .undefined("kappa needs at most \(Self.mostCategories) categories")
        }
        return Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
    }

    var cohen: [(String, JSON)] {
        let table = Attempt { () throws(Unfit) -> Kappa in
            guard raters.count == 2 else { throw .undefined("Cohen's kappa needs two raters") }
            let places = try categories()
            var kappa = Kappa(categories: places.count)
            for cells in subjects where cells.count == 2 {
                let sorted = cells.sorted { $0.rater < $1.rater }
                guard let a = places[sorted[0].rating], let b = places[sorted[1].rating] else {
                    continue
                }
                try kappa.add(a, b)
            }
            return kappa
        }
        func estimate(_ weights: Kappa.Weights) -> Attempt<Estimate> {
            table.then { table throws(Unfit) in try table.estimate(weights, level: level) }
        }
        let plain = estimate(.plain)
        var fields = plain.value.fields("cohenKappa") + plain.reason("cohenKappa")
        if plain.value != nil, values.count > 2 {
            fields += estimate(.linear).value.fields("linearKappa")
            fields += estimate(.quadratic).value.fields("quadraticKappa")
        }
        return fields
    }

    var fleiss: [(String, JSON)] {
        let places = Attempt { () throws(Unfit) in try categories() }
        let table = places.then { places throws(Unfit) -> FleissKappa in
            guard let size = subjects.first?.count, subjects.allSatisfy({ $0.count == size })
            else { throw .undefined("Fleiss' kappa needs as many ratings of every subject") }
            guard size > 1 else { throw .undefined("nothing was rated twice") }
            var kappa = FleissKappa()
            for cells in subjects {
                var counts = Array(repeating: 0, count: places.count)
                for cell in cells { if let place = places[cell.rating] { counts[place] += 1 } }
                try kappa.add(counts: counts)
            }
            return kappa
        }
        let found = table.then { table throws(Unfit) in try table.estimate(level: level) }
        let conger = places.then { places throws(Unfit) -> Double in
            guard isComplete else { throw .undefined("not everyone rated everything") }
            return try CongerKappa.value(
                subjects.map { cells in
                    cells.sorted { $0.rater < $1.rater }.compactMap { places[$0.rating] }
                })
        }
        var fields = found.value.fields("fleissKappa") + found.reason("fleissKappa")
        fields.append(("congerKappa", .figure(conger.value)))
        if found.value != nil, let parts = table.value?.byCategory {
            let names = labels ?? values.map { JSON.number($0).text }
            fields.append(("fleissByCategory", .figures(Array(zip(names, parts)))))
        }
        return fields
    }

    var intraclass: [(String, JSON)] {
        let found = Attempt { () throws(Unfit) -> IntraclassCorrelation in
            guard labels == nil else { throw .undefined("words have no intraclass correlation") }
            guard isComplete else { throw .undefined("not everyone rated everything") }
            return try IntraclassCorrelation(
                subjects.map { cells in cells.sorted { $0.rater < $1.rater }.map(\.rating) })
        }
        let forms = IntraclassCorrelation.Form.allCases
        let estimates = forms.map { found.value?.estimate($0, level: level) }
        return [
            ("icc", .figures(zip(forms, estimates).map { ($0.rawValue, $1?.value) })),
            ("iccLow", .figures(zip(forms, estimates).map { ($0.rawValue, $1?.low) })),
            ("iccHigh", .figures(zip(forms, estimates).map { ($0.rawValue, $1?.high) })),
        ] + found.reason("icc") + [
            ("leniencyF", .figure(found.value?.leniencyF)),
            ("leniencyP", .figure(found.value?.leniencyP)),
        ]
    }

    /// How each rater rates, where ratings are numbers.
    /// - Parameter keys: by subject, what is rated and in which dimension.
    func styles(_ keys: [[String]]) -> [JSON] {
        guard labels == nil, let top = values.last else { return [] }
        let grand = Moments(subjects.joined().map(\.rating)).mean
        var ratings = raters.map { _ in [Double]() }
        var visits = raters.map { _ in [String: [String: Double]]() }
        var dimensions: Set<String> = []
        for (subject, cells) in subjects.enumerated() {
            for cell in cells {
                ratings[cell.rater].append(cell.rating)
                guard keys[subject].count == 2 else { continue }
                visits[cell.rater][keys[subject][0], default: [:]][keys[subject][1]] = cell.rating
                dimensions.insert(keys[subject][1])
            }
        }
        let adjusted = fit { () throws(Unfit) in
            try AdjustedLeniency.values(
                subjects.map { cells in cells.map { (rater: $0.rater, rating: $0.rating) } },
                raters: raters.count)
        }
        let order = dimensions.sorted(by: Natural.precedes)
        let places = raters.indices.sorted { Natural.precedes(raters[$0], raters[$1]) }
        return (order.isEmpty ? Array(raters.indices) : places).map { rater in
            let moments = Moments(ratings[rater])
            let rows = visits[rater].sorted { Natural.precedes($0.key, $1.key) }
                .map(\.value).filter { $0.count == order.count }
                .map { marks in order.compactMap { marks[$0] } }
            let style =
                order.isEmpty
                ? nil
                : fit { () throws(Unfit) in
                    try RaterStyle(visits: rows, grandMean: grand, top: top)
                }
            let atTop = ratings[rater].filter { $0 >= top }.count
            return .fields(
                [
                    ("rater", .string(raters[rater])), ("ratings", .integer(moments.count)),
                    ("mean", moments.count > 0 ? .figure(moments.mean) : .null),
                    ("leniency", moments.count > 0 ? .figure(moments.mean - grand) : .null),
                    ("leniencyAdjusted", .figure(adjusted?[rater])),
                    ("standardDeviation", .figure(moments.standardDeviation)),
                    (
                        "topShare",
                        moments.count > 0 ? .figure(Double(atTop) / Double(moments.count)) : .null
                    ),
                ]
                    + (order.isEmpty
                        ? []
                        : [
                            ("halo", .figure(style?.halo)),
                            ("withinSpread", .figure(style?.withinSpread)),
                            ("visits", .integer(rows.count)),
                        ]))
        }
    }
}

/// A statistic, or in a few words why there is none.
struct Attempt<Value> {
    let value: Value?
    private let unfit: Unfit?

    init(_ body: () throws(Unfit) -> Value) {
        do throws(Unfit) {
            value = try body()
            unfit = nil
        } catch {
            value = nil
            unfit = error
        }
    }

    private init(_ unfit: Unfit?) {
        value = nil
        self.unfit = unfit
    }

    func then<Next>(_ body: (Value) throws(Unfit) -> Next) -> Attempt<Next> {
        guard let value else { return Attempt<Next>(unfit) }
        return Attempt<Next> { () throws(Unfit) in try body(value) }
    }

    /// `alphaReason`, where there is no value.
    func reason(_ name: String) -> [(String, JSON)] {
        guard let unfit else { return [] }
        let words =
            switch unfit {
            case .empty: "nothing was rated twice"
            case .tooFew(let have, let need): "\(have) are too few, \(need) are needed"
            case .constant: "all are the same"
            case .collinear(let what): "\(what) follows from the others"
            case .outside(let what), .mismatched(let what), .undefined(let what): what
            case .notFinite(let what): "\(what) is not finite"
            case .separated(let what): "\(what) separates perfectly"
            case .unsettled: "the search did not settle"
            }
        return [(name + "Reason", .string(words))]
    }
}
