import Base
import Columns
import Domain
import Operations
import Statistics

/// The form at the top of every page of the room, and the way to the other pages.
struct InsightPickers {
    private let form: InsightForm
    private let instruments: [InsightInstrument]
    private let source: InsightSource
    private let words: Words
    /// What can be asked beside questionnaires.
    private let tables: [(String, String)]

    /// - Parameter tables: words for tables that the reader may ask here.
    init(
        _ form: InsightForm, _ instruments: [InsightInstrument], _ source: InsightSource,
        _ words: Words, tables: [String] = []
    ) {
        self.tables = tables.map { ($0, words["tables.\($0).name"]) }
        self.form = form
        self.instruments = instruments
        self.source = source
        self.words = words
    }

    /// - Parameters:
    ///   - topic: key of the page.
    ///   - uses: pickers that it shows beside instrument, period and filter.
    func context(_ topic: String, path: String, _ uses: Set<String>) -> JSON.Object {
        var typed = JSON.Object()
        for name in InsightForm.names { typed.append(name, .optional(form[name])) }
        var used = JSON.Object()
        let isTable = form.table != nil
        for name in uses where !(isTable && ["quality", "weights"].contains(name)) {
            used.append(name, true)
        }
        var context = JSON.Object([
            .init(key: "hasAnswers", value: .bool(source.responses > 0 || form.table != nil)),
            .init(key: "typed", value: .object(typed)),
            .init(key: "uses", value: .object(used)),
            .init(key: "action", value: .string(path)),
            .init(key: "topics", value: InsightTopic.navigation(topic, form, words)),
            .init(
                key: "filterExample",
                value: .string(InsightPickers.examples[form.table?.table ?? ""] ?? "score <= 6")),
            .init(key: "isCustom", value: .bool(form.period == "custom")),
            .init(key: "wantsValue", value: .bool(form["measure"] == "share")),
            .init(
                key: "names",
                value: .array(
                    ((form.table == nil ? ["score"] : []) + source.columns.map(\.name))
                        .map { .string($0) })),
        ])
        for (name, value) in choices { context.append(name, value) }
        return context
    }

    /// A filter of a table that answers have not the columns of.
    private static let examples = [
        "cases": "kind == \"complaint\"", "customers": "cases.count >= 2",
        "events": "object == \"clock\"",
    ]

    private var choices: [(String, JSON)] {
        let table = form.table
        let measurable = source.columns.map { ($0.name, title($0)) }
        let dimensions = source.columns.filter(\.isDimension).map { ($0.name, title($0)) }
        let none = [("", words["insight.noDimension"])]
        return [
            (
                "instruments",
                choices(
                    "instrument",
                    instruments.map { ($0.id.description, $0.title[words.language]) } + tables,
                    table?.table ?? source.id.description)
            ),
            (
                "measures",
                choices(
                    "measure",
                    [("", words["insight.own"])]
                        + measures)
            ),
            (
                "items",
                choices(
                    "item",
                    [("", words[table == nil ? "column.score" : "tables.noItem"])] + measurable)
            ),
            (
                "periods",
                choices(
                    "period",
                    InsightForm.periods.map { ($0, words["insight.period.\($0)"]) }, form.period)
            ),
            (
                "grains",
                choices(
                    "grain",
                    [("", words["insight.grain.auto"])]
                        + Grain.allCases.map {
                            ($0.rawValue, words["insight.grain.\($0.rawValue)"])
                        })
            ),
            ("dimensions", choices("by", none + dimensions)),
            ("drivers", drivers),
            (
                "sharings",
                choices(
                    "sharing",
                    [("", words["study.drivers.sharing.own"])]
                        + Drivers.Sharing.allCases.map {
                            ($0.rawValue, words["study.drivers.sharing.\($0.rawValue)"])
                        })
            ),
            (
                "bases",
                choices(
                    "shares",
                    CrossTab.Base.allCases.map {
                        ($0.rawValue, words["study.crosstab.base.\($0.rawValue)"])
                    }, form["shares"] ?? CrossTab.Base.row.rawValue)
            ),
            (
                "methods",
                choices(
                    "method",
                    CorrelationReport.Kind.allCases.map {
                        ($0.rawValue, words["study.correlation.kind.\($0.rawValue)"])
                    }, form["method"] ?? CorrelationReport.Kind.pearson.rawValue)
            ),
            (
                "qualities",
                choices(
                    "quality",
                    [("", words["insight.qualityAll"]), ("clean", words["insight.qualityClean"])])
            ),
            (
                "comparisons",
                choices(
                    "compare",
                    [("", words["insight.compare.previous.name"])]
                        + InsightQuestion.Comparison.allCases.dropFirst().map {
                            ($0.rawValue, words["insight.compare.\($0.rawValue).name"])
                        })
            ),
            ("others", choices("with", none + [("score", words["column.score"])] + dimensions)),
        ]
    }

    /// What the page can compute, by name.
    private var measures: [(String, String)] {
        guard let table = form.table?.table else {
            return MeasureKind.ofAnswers.map {
                ($0.rawValue, words["measure.name.\($0.rawValue)"])
            }
        }
        return [MeasureKind.count, .share, .mean, .median, .p90].map { kind in
            switch kind {
            case .count: (kind.rawValue, words["tables.\(table).count"])
            case .mean: (kind.rawValue, words["measure.name.average"])
            default: (kind.rawValue, words["measure.name.\(kind.rawValue)"])
            }
        }
    }

    /// Every rated item, those chosen that are to count.
    private var drivers: JSON {
        let chosen = Set(form.drivers)
        return .array(
            source.columns.filter(\.isRating).map {
                [
                    "value": .string($0.name), "title": .string(title($0)),
                    "isChosen": .bool(chosen.contains($0.name)),
                ]
            })
    }

    private func title(_ column: InsightSource.Column) -> String {
        source.title(of: column.name, words)
    }

    private func choices(
        _ name: String, _ all: [(value: String, title: String)], _ chosen: String? = nil
    ) -> JSON {
        let chosen = chosen ?? form[name] ?? ""
        return .array(
            all.map {
                [
                    "value": .string($0.value), "title": .string($0.title),
                    "isChosen": .bool($0.value == chosen),
                ]
            })
    }
}
