import Base
import Domain
import Language
import SQL

/// Which touchpoints of the workspace's themes the steps of a journey are, so that what customers
/// write stands beside what they rate.
struct JourneyTouchpoints {
    private let themes: ThemeReader
    private let lexicons: Lexicons

    init(_ desk: Desk, on connection: any Connection) throws {
        themes = try desk.house.themeReader(in: desk.workspace, on: connection)
        lexicons = try desk.house.lexicons()
    }

    /// The one that names the question, or the question that the line belongs to; else the only
    /// one whose words stand in its title. Of two that fit neither would be sure.
    /// - Parameter column: `answers.seat`.
    func touchpoint(of column: String, titled title: Wording) -> Themes.Theme? {
        let path = column.split(separator: ".").dropFirst().map(String.init)
        let keys = path.indices.map { path[path.startIndex...$0].joined(separator: ".") }
        let all = themes.themes.filter { $0.kind == .touchpoint }
        if let named = all.first(where: { !Set($0.items).isDisjoint(with: keys) }) { return named }
        let found = [title.zh, title.en].flatMap { text in
            themes.lexicon.findings(in: lexicons.normal(text), mood: lexicons.mood)
                .filter { $0.kind == .touchpoint }.map(\.key)
        }
        guard let key = found.first, Set(found).count == 1 else { return nil }
        return all.first { $0.key == key }
    }
}
