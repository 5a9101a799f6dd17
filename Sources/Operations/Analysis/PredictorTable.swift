import Base

/// Columns of numbers or of text, gathered row by row for a regression.
struct PredictorTable {
    struct Column {
        let name: String
        /// Not-a-number where the cell holds text or nothing.
        fileprivate(set) var values: [Double] = []
        /// The different texts, in the order in which they first came.
        fileprivate(set) var levels: [String] = []
        /// Of each row: its text's place in `levels`, −1 for nothing.
        fileprivate(set) var codes: [Int32] = []
        fileprivate(set) var isNumeric = true
        /// More different texts than anyone compares; they are then not kept.
        fileprivate(set) var isWide = false
        private var places: [String: Int32] = [:]

        init(_ name: String) { self.name = name }

        fileprivate mutating func add(_ number: Double, _ text: String) {
            values.append(number)
            if number.isNaN, !text.isEmpty { isNumeric = false }
            guard !isWide else { return }
            guard !text.isEmpty else { return codes.append(-1) }
            if let place = places[text] { return codes.append(place) }
            guard levels.count < PredictorTable.mostLevels else {
                isWide = true
                codes = []
                places = [:]
                return
            }
            places[text] = Int32(levels.count)
            codes.append(Int32(levels.count))
            levels.append(text)
        }

        /// What the cell shows; nil for nothing.
        func text(_ row: Int) -> String? {
            if isNumeric, values[row].isFinite { return JSON.number(values[row]).text }
            guard !isWide, codes[row] >= 0 else { return nil }
            return levels[Int(codes[row])]
        }
    }

    /// A text column with more levels than these tells rows apart rather than kinds.
    static let mostLevels = 50

    private(set) var columns: [Column]
    private(set) var count = 0

    init(_ names: [String]) { columns = names.map(Column.init) }

    /// - Parameter first: place of the first predictor in the row.
    /// - Throws: `Refusal` for what is infinite or calls itself no number: it is no text either.
    mutating func add(_ row: AnalysisRow, from first: Int) throws(Refusal) {
        for place in columns.indices {
            let text = row.texts[first + place]
            if row.numbers[first + place].isNaN, let odd = Double(text), !odd.isFinite {
                throw row.refusal("tableNotANumber", columns[place].name, text)
            }
            columns[place].add(row.numbers[first + place], row.texts[first + place])
        }
        count += 1
    }

    func column(_ name: String) -> Column? { columns.first { $0.name == name } }
}

/// How predictors become numbers: numbers as they are, each level of a text but one as a yes or no.
struct PredictorDesign {
    /// One number of a row.
    struct Part {
        let column: String
        /// Nil for a number.
        let level: String?

        /// `tenure`, or `Contract=Two year`.
        var name: String { level.map { "\(column)=\($0)" } ?? column }
    }

    let parts: [Part]
    /// Of each text column: the level that the others are compared with.
    let references: [(column: String, level: String)]
    /// Columns of which nothing can be made, and why.
    let leftOut: [(column: String, reason: String)]

    init(_ table: PredictorTable) {
        var parts: [Part] = []
        var references: [(column: String, level: String)] = []
        var leftOut: [(column: String, reason: String)] = []
        for column in table.columns {
            let varies = column.isNumeric || column.levels.count > 1
            if column.isNumeric {
                parts.append(Part(column: column.name, level: nil))
            } else if column.isWide {
                leftOut.append((column.name, "manyValues"))
            } else if !varies {
                leftOut.append((column.name, "constant"))
            } else {
                let levels = column.levels.sorted(by: Natural.precedes)
                references.append((column.name, levels[0]))
                parts += levels.dropFirst().map { Part(column: column.name, level: $0) }
            }
        }
        self.parts = parts
        self.references = references
        self.leftOut = leftOut
    }

    /// Only the parts at these places; a column all of whose parts go is left out.
    func keeping(_ places: [Int]) -> PredictorDesign {
        let kept = places.map { parts[$0] }
        let lost = parts.indices.filter { !places.contains($0) }.map {
            (column: parts[$0].name, reason: "same")
        }
        return PredictorDesign(
            parts: kept, references: references, leftOut: leftOut + lost)
    }

    private init(
        parts: [Part], references: [(column: String, level: String)],
        leftOut: [(column: String, reason: String)]
    ) {
        self.parts = parts
        self.references = references
        self.leftOut = leftOut
    }

    /// One column of numbers for each part, of this table or of another one with its columns.
    func values(_ table: PredictorTable) -> [[Double]] {
        parts.map { part in
            guard let column = table.column(part.column) else {
                return Array(repeating: .nan, count: table.count)
            }
            guard let level = part.level else { return column.values }
            guard !column.isWide else { return Array(repeating: .nan, count: table.count) }
            guard let wanted = column.levels.firstIndex(of: level).map({ Int32($0) }) else {
                return column.codes.map { $0 < 0 ? .nan : 0 }
            }
            return column.codes.map { $0 < 0 ? .nan : $0 == wanted ? 1 : 0 }
        }
    }
}
