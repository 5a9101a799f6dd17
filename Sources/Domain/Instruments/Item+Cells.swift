public import Base

extension Item {
    /// One value of an answer: the whole of it, or that of one line, or of one side of a line.
    /// Names, forms, columns and exports all go by cells, so a kind with lines needs no more code
    /// of its own there.
    public struct Cell: Hashable, Sendable {
        /// As the expression language, forms and exports name it: `key`, `key.row`,
        /// `key.row.side`.
        public let name: String
        /// Below the item's answer: nothing, a row, or a row and a side.
        public let path: [String]
        public let title: Wording
        /// Never one that has lines itself.
        public let kind: Kind
        /// Codes of the options that are offered here; all of the item's where it is empty.
        public let offered: [String]
        /// Steps that differ from the item's.
        let ownScale: Scale?

        /// What stands here in an answer to the whole item.
        public func value(in answer: JSON) -> JSON? {
            path.reduce(answer as JSON?) { $0?[$1] }
        }
    }

    static func cells(
        key: String, title: Wording, kind: Kind, rows: [Choice], sides: [Choice]
    ) -> [Cell] {
        guard !rows.isEmpty else {
            return [
                Cell(name: key, path: [], title: title, kind: kind, offered: [], ownScale: nil)
            ]
        }
        return rows.flatMap { row -> [Cell] in
            guard !sides.isEmpty else {
                return [
                    Cell(
                        name: "\(key).\(row.code)", path: [row.code], title: row.title, kind: kind,
                        offered: row.offered, ownScale: nil)
                ]
            }
            return sides.map { side in
                Cell(
                    name: "\(key).\(row.code).\(side.code)", path: [row.code, side.code],
                    title: Wording(
                        zh: "\(row.title.zh) · \(side.title.zh)",
                        en: "\(row.title.en) · \(side.title.en)"),
                    kind: kind, offered: row.offered, ownScale: side.scale)
            }
        }
    }

    /// The cells of one line.
    public func cells(of row: Choice) -> [Cell] { cells.filter { $0.path.first == row.code } }

    /// The steps of a cell's rating.
    public func scale(of cell: Cell) -> Scale? { cell.ownScale ?? scale }

    /// What may be chosen in a cell.
    public func options(of cell: Cell) -> [Choice] {
        cell.offered.isEmpty ? options : options.filter { cell.offered.contains($0.code) }
    }

    /// Where its answer lies among all answers: the key, and below it the round's code.
    public var path: [String] {
        guard let round else { return [key] }
        return [String(key.dropLast(round.code.utf8.count + 1)), round.code]
    }

    /// What was answered to it; nil where nothing was.
    public func answer(in answers: JSON.Object) -> JSON? {
        guard round != nil else { return answers[key] }
        return path.reduce(.object(answers)) { $0?[$1] }
    }

    /// Adds an answer to it that is not there yet.
    public func put(_ answer: JSON, into answers: inout JSON.Object) {
        if round == nil { answers.append(key, answer) } else { answers.put(answer, at: path) }
    }

    /// Whether there is anything to choose from, or any line to fill in.
    var offersAnything: Bool {
        if kind.hasRows { return !rows.isEmpty }
        switch kind {
        case .single, .multiple, .ranking: return !options.isEmpty
        default: return true
        }
    }

    /// The same question with only some of its options and lines. Of fewer options no more can be
    /// asked for than there are.
    func keeping(_ isKept: (Choice) -> Bool) -> Item {
        var item = self
        item.options = options.filter(isKept)
        item.rows = rows.filter(isKept)
        if case .count(let range) = bounds {
            let most = max(1, item.options.count)
            item.bounds = .count(min(range.lowerBound, most)...min(range.upperBound, most))
        }
        let codes = Set(item.rows.map(\.code))
        item.cells = cells.filter { $0.path.first.map(codes.contains) ?? true }
        return item
    }
}

extension JSON.Object {
    /// Puts a value below the members named, making those that are not there yet.
    public mutating func put(_ value: JSON, at path: some Collection<String>) {
        guard let first = path.first else { return }
        let rest = path.dropFirst()
        guard !rest.isEmpty else { return self[first] = value }
        var inner = self[first]?.object ?? JSON.Object()
        inner.put(value, at: rest)
        self[first] = .object(inner)
    }
}
