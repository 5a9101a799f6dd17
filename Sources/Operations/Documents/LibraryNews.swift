import Base
import Domain
import SQL
import Store

extension House {
    /// The library's text of a document that came from it, where it says something else now than
    /// any version that the workspace has had; nil where there is nothing new.
    func libraryNews(
        _ kind: Documents.Kind, of newest: Documents.Stored, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> String? {
        let path = "\(kind.plural)/\(newest.key).yaml"
        guard let json = try library.json(path), json != newest.json else { return nil }
        let versions = try Documents.versions(kind, newest.key, in: workspace, on: connection)
        guard versions.contains(where: { $0.author == "library" }),
            !versions.contains(where: { $0.json == json })
        else { return nil }
        return library.documents[path]
    }
}
