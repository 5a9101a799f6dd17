import Base
import Columns
import Domain
import Statistics

/// Answers a question with weights. Groups are not tested against the rest: what a row of a list
/// counts in several of them has no rest.
struct WeightedInquiry {
    private let inquiry: Inquiry
    private let weights: AnswerWeights
    private var checked: CheckedQuestion { inquiry.checked }

    init(
        _ question: InsightQuestion, _ set: AnswerSet, _ weights: AnswerWeights, zone: Zone
    ) throws {
        inquiry = try Inquiry(question, set, zone: zone)
        self.weights = weights
        for (path, measuring) in zip(paths, measured.map(\.measuring)) {
            guard ![.count, .median, .p90].contains(measuring.kind) else {
                throw Refusal.invalid(path.joined("measure"), "weightsNeedMeasure")
            }
        }
    }

    /// The question's own measure, then those of its cells.
    private var measured: [(column: String, measuring: Measuring)] {
        [(checked.column, checked.measuring)] + checked.measures
    }
    private var paths: [String] { [""] + checked.measures.indices.map { "measures[\($0)]" } }

    func report() throws -> InsightReport {
        let buckets = try inquiry.buckets()
        let now = try sums(checked.window, buckets)
        let before = try inquiry.earlier().map { (span: $0, sums: try sums($0, nil)) }
        let total = measure(0, now.total, checked.filterText())
        let frame = InsightReport(
            column: checked.column, total: total,
            previous: before.map {
                .init(
                    from: $0.span.lowerBound, to: $0.span.upperBound,
                    measure: measure(0, $0.sums.total, checked.filterText()))
            },
            change: before.flatMap { difference(0, now.total, $0.sums.total) }.map { Change($0) },
            trend: [], dimensions: inquiry.question.dimensions, groups: [], cells: [],
            distribution: [], weights: weights.resource)
        guard !total.isHidden else { return frame }
        // Steps of time have their own neighbours to be compared with.
        var sheet = sheet(now, buckets == nil ? before?.sums : nil, buckets)
        sheet.conceal(own)
        return frame.with(
            trend: sheet.steps,
            groups: sheet.groups.map(\.group)
                .sorted { ($0.measure.value ?? -.infinity) > ($1.measure.value ?? -.infinity) },
            cells: cells(sheet, now, buckets == nil ? before?.sums : nil))
    }

    /// Which of the measures of the cells is the one that total, groups and trend show.
    private var own: Int? {
        checked.measures.firstIndex {
            $0.column == checked.column && $0.measuring == checked.measuring
        }
    }

    // MARK: - Sums

    private typealias Means = [WeightedMean]

    /// What one pass over the rows adds up, by measure.
    private struct Sums {
        struct Place: Hashable {
            let groups: [Dimension.Group]
            let bucket: Int?
        }

        var total: Means
        var steps: [Int: Means] = [:]
        var groups: [[Dimension.Group]: Means] = [:]
        var cells: [Place: Means] = [:]
    }

    private func sums(_ window: Range<Instant>?, _ buckets: Buckets?) throws -> Sums {
        let (measured, dimensions) = (measured, checked.dimensions)
        let empty = Means(repeating: WeightedMean(), count: measured.count)
        let (first, last) = (measured.count, measured.count + dimensions.count)
        var sums = Sums(total: empty)
        let names = measured.map(\.column) + dimensions.map(\.column) + weights.columns
        inquiry.set.table.each(
            names, filter: weights.filter(and: checked.filter()), window: window
        ) { time, values in
            guard sums.cells.count <= Inquiry.mostCells,
                let weight = weights.weight(of: values[last...])
            else { return }
            let bucket = buckets.flatMap { $0.bucket(of: time) }
            let keys = zip(dimensions, values[first..<last]).reduce(into: [[Dimension.Group]()]) {
                keys, side in
                let groups = side.0.groups(of: side.1)
                keys = keys.flatMap { key in groups.map { key + [$0] } }
            }
            for place in measured.indices {
                guard let x = measured[place].measuring.value(of: values[place]) else { continue }
                sums.total[place].add(x, weight: weight)
                if let bucket {
                    sums.steps[bucket, default: empty][place].add(x, weight: weight)
                }
                for key in keys {
                    sums.groups[key, default: empty][place].add(x, weight: weight)
                    guard buckets == nil || bucket != nil else { continue }
                    sums.cells[Sums.Place(groups: key, bucket: bucket), default: empty][place]
                        .add(x, weight: weight)
                }
            }
        }
        guard sums.cells.count <= Inquiry.mostCells else {
            throw Refusal.invalid(
                "dimensions", "tooManyGroups", ["groups": "\(sums.cells.count)"])
        }
        return sums
    }

    // MARK: - The sheet

    private func sheet(_ now: Sums, _ before: Sums?, _ buckets: Buckets?) -> Sheet {
        let keys = Set(now.groups.keys).union(before.map { Array($0.groups.keys) } ?? [])
        let sides = checked.dimensions.indices.map { side in
            Set(keys.map { $0[side] }).sorted { $0.rank < $1.rank }
        }
        func place(_ key: [Dimension.Group]) -> [Int] {
            zip(sides, key).map { $0.firstIndex(of: $1) ?? 0 }
        }
        let groups = now.groups.filter { _ in !checked.dimensions.isEmpty }.map { key, means in
            Sheet.Group(
                place: place(key),
                group: .init(keys: key, measure: measure(0, means, text(key)), change: nil))
        }
        let steps = (0..<(buckets?.count ?? 0)).compactMap { step -> InsightReport.Span? in
            guard let range = buckets?[step] else { return nil }
            return .init(
                from: range.lowerBound, to: range.upperBound,
                measure: measure(0, now.steps[step] ?? [], checked.filterText()))
        }
        let places =
            checked.measures.isEmpty
            ? [] : Set(now.cells.keys).union(before.map { Array($0.cells.keys) } ?? [])
        let cells = places.map { cell in
            func measures(_ sums: Sums) -> [Measure] {
                let means = sums.cells[cell] ?? []
                return checked.measures.indices.map { measure($0 + 1, means, text(cell.groups)) }
            }
            return Sheet.Cell(
                place: place(cell.groups) + (cell.bucket.map { [$0] } ?? [0]),
                keys: cell.groups, span: cell.bucket.flatMap { step in buckets.map { $0[step] } },
                tallies: [], before: [], now: measures(now),
                previous: before.map(measures) ?? [])
        }
        return Sheet(
            groups: groups.sorted { $0.place.lexicographicallyPrecedes($1.place) }, steps: steps,
            cells: cells.sorted { $0.place.lexicographicallyPrecedes($1.place) })
    }

    /// With the share of false discoveries held over all cells and measures.
    private func cells(_ sheet: Sheet, _ now: Sums, _ before: Sums?) -> [InsightReport.Cell] {
        let differences: [[Difference?]] = sheet.cells.map { cell in
            let place = Sums.Place(groups: cell.keys, bucket: nil)
            return checked.measures.indices.map { measure in
                guard !cell.previous.isEmpty, !cell.now[measure].isHidden,
                    !cell.previous[measure].isHidden
                else { return nil }
                return difference(
                    measure + 1, now.cells[place] ?? [], before?.cells[place] ?? [])
            }
        }
        var adjusted = FalseDiscovery.adjusted(differences.joined().compactMap { $0?.p })
            .makeIterator()
        return zip(sheet.cells, differences).map { cell, differences in
            InsightReport.Cell(
                keys: cell.keys, span: cell.span,
                values: checked.measures.indices.map { place in
                    .init(
                        measure: cell.now[place],
                        previous: cell.previous.isEmpty ? nil : cell.previous[place],
                        change: differences[place].map {
                            Change($0, adjustedP: adjusted.next())
                        })
                })
        }
    }

    private func measure(_ place: Int, _ means: Means, _ filter: String?) -> Measure {
        let mean = means.isEmpty ? WeightedMean() : means[place]
        let kind = measured[place].measuring.kind
        let estimate = try? mean.estimate()
        return Measure(
            kind, estimate: estimate?.scaled(by: kind.factor), n: mean.n, filter: filter)
    }

    private func difference(_ place: Int, _ a: Means, _ b: Means) -> Difference? {
        guard !a.isEmpty, !b.isEmpty, a[place].n >= Measure.floor, b[place].n >= Measure.floor
        else { return nil }
        let difference = try? WeightedMean.difference(a[place], b[place])
        return difference?.scaled(by: measured[place].measuring.kind.factor)
    }

    private func text(_ key: [Dimension.Group]) -> String? {
        let conditions = zip(checked.dimensions, key).map { dimension, group in
            let known = inquiry.set.table.column(dimension.column)?.distinct ?? []
            return dimension.condition(group, isList: known.contains { $0.array != nil })
        }
        return checked.filterText(and: conditions)
    }
}

extension InsightReport {
    fileprivate func with(trend: [Span], groups: [Group], cells: [Cell]) -> InsightReport {
        InsightReport(
            column: column, total: total, previous: previous, change: change, trend: trend,
            dimensions: dimensions, groups: groups, cells: cells, distribution: distribution,
            weights: weights)
    }
}

extension Dimension {
    /// The groups that a row's value belongs to: several for a list.
    func groups(of value: JSON) -> [Group] {
        if let list = value.array { return list.map { .value($0) } }
        guard !value.isNull else { return [.missing] }
        guard !edges.isEmpty, let number = value.number else { return [.value(value)] }
        let place = edges.firstIndex { number < $0 } ?? edges.count
        return [
            .range(
                low: place == 0 ? nil : edges[place - 1],
                high: place == edges.count ? nil : edges[place])
        ]
    }
}

extension Measuring {
    /// What one answer counts: −1, 0 or 1 of an NPS, 0 or 1 of a share, the value of a mean; nil
    /// for what is no answer of the kind.
    func value(of answer: JSON) -> Double? {
        let number = answer.number
        if let scale, let number {
            guard number == number.rounded(), scale.contains(Int(number)) else { return nil }
        }
        switch kind {
        case .count: return nil
        case .nps: return number.map { $0 >= 9 ? 1 : $0 <= 6 ? -1 : 0 }
        case .mean, .ces: return number
        case .median, .p90: return nil
        case .csat, .share:
            guard !answer.isNull else { return nil }
            if let wanted {
                let isHit = answer == wanted || answer.array?.contains(wanted) == true
                return isHit ? 1 : 0
            }
            guard let scale else { return answer == true || answer == 1 ? 1 : 0 }
            let top = scale.count >= 5 ? 2 : 1
            return number.map { $0 > Double(scale.upperBound - top) ? 1 : 0 }
        }
    }
}
