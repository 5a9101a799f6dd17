/// The features of a body of texts. Those of plain texts are made anew each time they are asked
/// for: kept, they would be thirty times as large as the texts and the slower for it.
struct Pieces: Sendable {
    private enum Source {
        case texts([NormalText], FeatureScheme)
        case made([[Feature]])
    }

    private let source: Source
    private let rows: [Int]?

    private init(_ source: Source, _ rows: [Int]?) {
        self.source = source
        self.rows = rows
    }

    init(of texts: [NormalText], _ scheme: FeatureScheme) { self.init(.texts(texts, scheme), nil) }

    init(_ made: [[Feature]]) { self.init(.made(made), nil) }

    var count: Int {
        if let rows { return rows.count }
        switch source {
        case .texts(let texts, _): return texts.count
        case .made(let made): return made.count
        }
    }

    subscript(place: Int) -> [Feature] {
        let row = rows.map { $0[place] } ?? place
        switch source {
        case .texts(let texts, let scheme): return scheme.features(of: texts[row])
        case .made(let made): return made[row]
        }
    }

    /// Some of them, in this order; only of the whole.
    func picked(_ rows: [Int]) -> Pieces { Pieces(source, rows) }
}
