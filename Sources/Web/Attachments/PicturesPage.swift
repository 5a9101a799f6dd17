import Base
import Domain
import Operations

/// The pictures that options of questionnaires may show, and the form that brings one.
enum PicturesPage {
    static func show(_ visit: Visit) async throws -> Reply { try await page(visit, nil) }

    static func add(_ visit: Visit) async throws -> Reply {
        do {
            let form = try await FormBody.receive(visit)
            guard let file = form.files.first?.file else {
                throw Refusal.invalid("content", "required")
            }
            let added = try await visit.desk.perform(AddPicture(file))
            return .redirect("/pictures#\(added.id)")
        } catch let refusal as Refusal {
            return try await page(visit, refusal)
        }
    }

    private static func page(_ visit: Visit, _ refusal: Refusal?) async throws -> Reply {
        let all = try await visit.desk.perform(ListPictures.self, .init()).items
        return try visit.form(
            "instruments/pictures", section: "listen",
            [
                "rows": .array(
                    all.map {
                        [
                            "id": .string($0.id.description),
                            "name": .string($0.attachment.name),
                            "line": .string("image: \($0.id)"),
                            "size": .string(FileSize.text($0.attachment.size)),
                        ]
                    }),
                "hasRows": .bool(!all.isEmpty),
                "mayWrite": .bool(visit.desk.actor.rights.contains(.instrumentsWrite)),
            ], after: refusal)
    }
}
