import Base
import Domain
import Language
import SQL
import Store
import Synchronization

/// What a workspace's customers speak of, ready to be found in texts: its documents of themes,
/// joined.
struct ThemeReader: Sendable {
    /// In the order of the documents; one that stands in two has the words and items of both.
    let themes: [Themes.Theme]
    let lexicon: ThemeLexicon

    init(_ documents: [Themes], folding: Folding) {
        var themes: [Themes.Theme] = []
        for theme in documents.flatMap(\.themes) {
            if let place = themes.firstIndex(where: { $0.id == theme.id }) {
                themes[place].words += theme.words
                themes[place].items += theme.items
            } else {
                themes.append(theme)
            }
        }
        self.themes = themes
        lexicon = ThemeLexicon(
            themes.compactMap { theme in
                ThemeLexicon.Kind(rawValue: theme.kind.rawValue).map {
                    ($0, theme.key, theme.words)
                }
            }, folding: folding)
    }
}

/// Themes of workspaces, read anew when a document of theirs has another version.
final class ThemeShelf: Sendable {
    private static let most = 64

    private struct Kept {
        let stamps: [DocumentStamp]
        let reader: ThemeReader
    }

    private let shelf = Mutex<[ID<Workspace>: Kept]>([:])

    func reader(
        in workspace: ID<Workspace>, folding: Folding, builtIn: ThemeReader,
        on connection: any Connection
    ) throws -> ThemeReader {
        let stamps = try Documents.stamps(.theme, in: workspace, on: connection)
        // The library has not been installed yet: nobody has opened a document.
        guard !stamps.isEmpty else { return builtIn }
        if let kept = shelf.withLock({ $0[workspace] }), kept.stamps == stamps {
            return kept.reader
        }
        let documents = try Documents.list(.theme, in: workspace, on: connection)
        let reader = ThemeReader(
            try documents.map { try Themes(document: $0.json) }, folding: folding)
        shelf.withLock { shelf in
            if shelf.count >= Self.most { shelf.removeAll() }
            shelf[workspace] = Kept(stamps: stamps, reader: reader)
        }
        return reader
    }
}

extension House {
    func themeReader(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> ThemeReader {
        let lexicons = try lexicons()
        return try themes.reader(
            in: workspace, folding: lexicons.folding, builtIn: lexicons.themes, on: connection)
    }
}
