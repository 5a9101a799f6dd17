import Domain
import HTTPTypes
import Operations

extension Routes {
    /// The routes that all kinds of edited documents share.
    static func documentAPI<Family: DocumentFamily>(_: Family.Type) -> [APIRoute] {
        let place = "/" + Family.plural
        return [
            APIRoute(.get, place, ListDocuments<Family>.self),
            APIRoute(.post, place, SaveDocument<Family>.self, status: .created),
            APIRoute(.get, place + "/{key}", ShowDocument<Family>.self),
            APIRoute(.get, place + "/{key}/versions", ListDocumentVersions<Family>.self),
        ]
    }

    static func documentPages<Family: DocumentFamily>(_: Family.Type) -> [PageRoute] {
        let place = "/settings/" + Family.plural
        return [
            PageRoute(.get, place, Family.readAccess, handler: DocumentPages<Family>.list),
            PageRoute(.get, place + "/new", Family.writeAccess) {
                try await DocumentPages<Family>.edit($0, isNew: true)
            },
            PageRoute(.post, place, Family.writeAccess, handler: DocumentPages<Family>.save),
            PageRoute(.get, place + "/{key}", Family.readAccess) {
                try await DocumentPages<Family>.edit($0, isNew: false)
            },
        ]
    }
}
