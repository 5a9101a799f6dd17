import Base
import Domain
import Language
import SQL
import Store

/// What a workspace's customers speak of, ready to be found in texts: its documents of themes,
/// joined.
struct ThemeReader: Sendable {
    /// In the order of the documents; one that stands in two has the words and items of both.
    let themes: [Themes.Theme]
    let lexicon: ThemeLexicon
    /// Of all that decides what is read: the same words give the same, whatever their order and
    /// the themes' names.
    let stamp: Int64

    /// Goes up when the program reads the same words in another way.
    private static let edition: UInt8 = 1

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
        stamp = ThemeReader.stamp(themes)
    }

    /// What the company calls its own matters.
    var topics: [Themes.Theme] { themes.filter { $0.kind == .topic } }

    /// FNV-1a of 64 bits (Fowler, Noll and Vo); never nought, which stands for what is not known.
    private static func stamp(_ themes: [Themes.Theme]) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        add(CollectionOfOne(edition))
        for theme in themes.sorted(by: { $0.id < $1.id }) {
            for word in [theme.id] + Set(theme.words).sorted() {
                add(word.utf8)
                add(CollectionOfOne(0))
            }
        }
        return hash == 0 ? 1 : Int64(bitPattern: hash)
    }
}

/// Themes of workspaces, read anew when a document of theirs has another version.
final class ThemeShelf: Sendable {
    private struct Kept {
        let stamps: [DocumentStamp]
        let reader: ThemeReader
    }

    private let shelf = Shelf<ID<Workspace>, Kept>(most: 64)

    func reader(
        in workspace: ID<Workspace>, folding: Folding, builtIn: ThemeReader,
        on connection: any Connection
    ) throws -> ThemeReader {
        let stamps = try Documents.stamps(.theme, in: workspace, on: connection)
        // The library has not been installed yet: nobody has opened a document.
        guard !stamps.isEmpty else { return builtIn }
        if let kept = shelf[workspace], kept.stamps == stamps {
            return kept.reader
        }
        let documents = try Documents.list(.theme, in: workspace, on: connection)
        let reader = ThemeReader(
            try documents.map { try Themes(document: $0.json) }, folding: folding)
        shelf[workspace] = Kept(stamps: stamps, reader: reader)
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
