import Base
import Domain
import Operations
import TestSupport
import Testing

@Suite struct DraftOperationsTests {
    static let document = InstrumentOperationsTests.document

    static func text(_ draft: DraftResource) -> JSON { .string(draft.id.description) }

    @Test(arguments: Engine.available)
    func aDraftGoesLiveOnlyWhenItIsPublished(_ engine: Engine) async throws {
        try await InstrumentOperationsTests.with(engine) { _, workspace in
            let desk = workspace.desk(.analyst)
            let made = try await desk.perform(
                CreateInstrument.self, ["document": .string(Self.document)])
            let id = JSON.string(made.id.description)
            let fresh = try await desk.perform(ShowDraft.self, ["instrument": id])
            #expect(fresh.revision == 0 && fresh.published == 1 && fresh.text == Self.document)
            let edit: JSON = ["do": "set", "at": "pages[0].items[0].title.en", "value": "How now"]
            let edited = try await desk.perform(
                EditDraft.self, ["instrument": id, "revision": 0, "edits": [edit]])
            #expect(edited.revision == 1 && edited.steps == 1)
            #expect(edited.text == Self.document.replacing("en: How", with: "en: How now"))
            let live = try await desk.perform(ShowInstrument.self, ["instrument": id])
            #expect(live.text == Self.document && live.version == 1)
            await #expect(throws: Refusal(.conflict, "draftChanged", ["revision": "1"])) {
                try await desk.perform(
                    EditDraft.self, ["instrument": id, "revision": 0, "edits": [edit]])
            }
            let review = try await desk.perform(ReviewDraft.self, ["instrument": id])
            #expect(review.canPublish && review.changes.count == 1 && review.openLinks == 0)
            await #expect(throws: Refusal(.conflict, "draftChanged", ["revision": "1"])) {
                try await desk.perform(PublishDraft.self, ["instrument": id, "revision": 0])
            }
            let published = try await desk.perform(
                PublishDraft.self, ["instrument": id, "revision": 1])
            #expect(published.version == 2)
            let after = try await desk.perform(ShowDraft.self, ["instrument": id])
            #expect(after.revision == 0 && after.steps == 0 && after.text == edited.text)
            let compared = try await desk.perform(
                CompareVersions.self, ["instrument": id, "from": 1, "to": 2])
            #expect(compared.changes.map(\.what) == [.wording])
            #expect(compared.lines.lines.filter { $0.kind == .new }.count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func everyChangeCanBeTakenBack(_ engine: Engine) async throws {
        try await InstrumentOperationsTests.with(engine) { _, workspace in
            let desk = workspace.desk(.analyst)
            let begun = try await desk.perform(
                StartDraft.self, ["document": .string(Self.document)])
            let id = Self.text(begun)
            #expect(begun.published == nil && begun.revision == 1)
            var revision = begun.revision
            for number in 1...3 {
                let value = JSON.string("T\(number)")
                revision = try await desk.perform(
                    EditDraft.self,
                    [
                        "instrument": id, "revision": .integer(revision),
                        "edits": [["do": "set", "at": "title.en", "value": value]],
                    ]
                ).revision
            }
            var titles: [String] = []
            for _ in 1...3 {
                let undone = try await desk.perform(
                    EditDraft.self,
                    ["instrument": id, "revision": .integer(revision), "undo": true])
                revision = undone.revision
                titles.append(undone.title.en)
            }
            #expect(titles == ["T2", "T1", "Pulse"])
            await #expect(throws: Refusal(.conflict, "nothingToUndo")) {
                try await desk.perform(
                    EditDraft.self,
                    ["instrument": id, "revision": .integer(revision), "undo": true])
            }
        }
    }

    @Test(arguments: Engine.available)
    func aNewOneIsBegunPublishedAndDiscarded(_ engine: Engine) async throws {
        try await InstrumentOperationsTests.with(engine) { _, workspace in
            let desk = workspace.desk(.analyst)
            let blank = try await desk.perform(StartDraft.self, [:])
            #expect(!blank.faults.isEmpty && blank.document != nil)
            await #expect(throws: Refusal.self) {
                try await desk.perform(
                    PublishDraft.self, ["instrument": Self.text(blank), "revision": 1])
            }
            let nps = try await desk.perform(StartDraft.self, ["library": "nps"])
            let published = try await desk.perform(
                PublishDraft.self, ["instrument": Self.text(nps), "revision": 1])
            #expect(published.id == nps.id && published.version == 1)
            let again = try await desk.perform(StartDraft.self, ["library": "nps"])
            #expect(again.document?["key"] == "nps-2")
            let listed = try await desk.perform(ListDrafts.self, [:]).items
            #expect(Set(listed.map(\.id)) == [blank.id, again.id])
            _ = try await desk.perform(DiscardDraft.self, ["instrument": Self.text(blank)])
            await #expect(throws: Refusal(.notFound, "noSuchInstrument")) {
                try await desk.perform(ShowDraft.self, ["instrument": Self.text(blank)])
            }
        }
    }

    @Test(arguments: Engine.available)
    func answersAreMindedBeforePublishing(_ engine: Engine) async throws {
        try await InstrumentOperationsTests.with(engine) { _, workspace in
            let desk = workspace.desk(.analyst)
            let made = try await desk.perform(
                CreateInstrument.self, ["document": .string(Self.document)])
            let id = JSON.string(made.id.description)
            _ = try await workspace.desk(.administrator).perform(
                SubmitResponse.self, ["instrument": id, "answers": ["mood": 9]])
            _ = try await desk.perform(CreateLink.self, ["instrument": id, "name": "Till"])
            let other = Self.document.replacing("key: mood", with: "key: feeling")
            let draft = try await desk.perform(
                EditDraft.self, ["instrument": id, "revision": 0, "document": .string(other)])
            let review = try await desk.perform(ReviewDraft.self, ["instrument": id])
            #expect(review.warnings.map(\.kind) == [.questionGone])
            #expect(review.openLinks == 1 && review.canPublish)
            let refused = Refusal(
                .conflict, "notConfirmed", ["count": "1"], faults: review.warnings.map(\.fault))
            #expect(refused.faults.map(\.code) == ["publication.warning.questionGone"])
            await #expect(throws: refused) {
                try await desk.perform(PublishDraft.self, ["instrument": id, "revision": 1])
            }
            // Programs that publish in one step come to the same gate.
            await #expect(throws: refused) {
                try await desk.perform(
                    EditInstrument.self,
                    ["instrument": id, "document": .string(other), "version": 1])
            }
            _ = try await desk.perform(
                PublishDraft.self,
                ["instrument": id, "revision": .integer(draft.revision), "confirmed": true])
            let back = Self.document.replacing("kind: nps", with: "kind: text")
            _ = try await desk.perform(
                EditDraft.self, ["instrument": id, "revision": 0, "document": .string(back)])
            let barred = try await desk.perform(ReviewDraft.self, ["instrument": id])
            #expect(!barred.canPublish)
            let reused = Refusal(
                .conflict, "keyReused", ["key": "mood"], faults: barred.warnings.map(\.fault))
            await #expect(throws: reused) {
                try await desk.perform(
                    PublishDraft.self, ["instrument": id, "revision": 1, "confirmed": true])
            }
            await #expect(throws: reused) {
                try await desk.perform(
                    EditInstrument.self,
                    [
                        "instrument": id, "document": .string(back), "version": 2,
                        "confirmed": true,
                    ])
            }
        }
    }

    @Test(arguments: Engine.available)
    func aTrialTellsWhyAndKeepsNothing(_ engine: Engine) async throws {
        try await InstrumentOperationsTests.with(engine) { _, workspace in
            let desk = workspace.desk(.analyst)
            let text = """
                key: pulse
                title: {zh: 脉搏, en: Pulse}
                pages:
                  - items:
                      - {key: mood, kind: nps, title: {zh: 如何, en: How}, required: true}
                      - {key: why, kind: text, title: {zh: 为何, en: Why}, show_if: answers.mood <= 6}
                """
            let trial = try await desk.perform(
                TryInstrument.self,
                ["document": .string(text), "fields": ["mood": ["7"], "why": ["x"]]])
            #expect(trial.answers.values.keys == ["mood"])
            let why = trial.json["pages"]?.array?.first?["items"]?.array?.last
            #expect(why?["shown"] == false && why?["because"] == "condition")
            #expect(why?["condition"]?["value"] == false)
            let wrong = try await desk.perform(
                TryInstrument.self, ["document": .string(text), "answers": ["mood": 17]])
            #expect(wrong.faults.map(\.path) == ["answers.mood"])
            #expect(wrong.answers.values.isEmpty)
        }
    }
}
