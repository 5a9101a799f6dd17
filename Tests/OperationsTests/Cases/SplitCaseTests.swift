import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

/// What is put on a case or tied to it can be taken off again.
@Suite struct SplitCaseTests {
    private func thread(_ id: JSON, _ bench: CaseBench) async throws -> [JSON] {
        try await bench.agent.perform(ListCaseMessages.self, ["case": id, "limit": 500])
            .json["items"]?.array ?? []
    }

    private func ties(_ id: JSON, _ bench: CaseBench) async throws -> [JSON] {
        try await bench.agent.perform(ListCaseTies.self, ["case": id]).json["items"]?.array ?? []
    }

    private func hear(_ text: String, _ id: JSON, _ bench: CaseBench) async throws {
        _ = try await bench.agent.perform(
            ReceiveOnCase.self, ["case": id, "text": .string(text)])
    }

    private func file(_ name: String, at message: JSON, _ bench: CaseBench) async throws {
        let id = try #require(message.string.flatMap(ID<CaseMessage>.init))
        let bytes = Array("%PDF-1.4\n".utf8)
        let stored = Attachments.Stored(
            id: ID(raw: id.raw + 1), subject: .init("case-message", id.raw), place: "",
            holder: "test",
            attachment: Attachment(
                name: name, type: FileType(media: "application/pdf")!, size: bytes.count),
            digest: "d",
            createdAt: bench.test.now)
        let workspace = bench.agent.workspace
        try await bench.test.house.database.write { connection in
            _ = try Attachments.insert(stored, bytes, in: workspace, on: connection)
        }
    }

    @Test(arguments: Engine.available)
    func manyOldMessagesAreTakenAlongWithTheirFilesAndBack(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open("Two things")
            try await hear("The chair, too", id, bench)
            _ = try await bench.agent.perform(
                NoteOnCase.self, ["case": id, "text": "Seen the chair"])
            let old = try await thread(id, bench)
            let chosen = [old[1]["id"] ?? .null, old[0]["id"] ?? .null]
            try await file("chair.pdf", at: chosen[0], bench)
            // So much has been said since that it is not on the page any more.
            let one = try #require(id.string.flatMap(ID<Case>.init))
            let last = try #require(chosen[1].string.flatMap(ID<CaseMessage>.init)).raw
            let (now, workspace) = (bench.test.now, bench.agent.workspace)
            try await database.write { connection in
                for number in 1...510 {
                    try CaseMessages.insert(
                        CaseMessage(
                            id: ID(raw: last + Int64(number)), at: now, kind: .received,
                            author: .customer, text: "More \(number)", isAutomatic: false),
                        of: one, in: workspace, on: connection)
                }
            }
            bench.test.pass(.minutes(5))
            let split = try await bench.agent.perform(
                SplitCase.self,
                ["case": id, "messages": .array(chosen), "title": "The chair"]
            ).json
            let own = try await thread(split["id"] ?? .null, bench)
            #expect(own.map { $0["text"] } == ["Seen the chair", "The chair, too"])
            #expect(own.map { $0["at"] } == old.prefix(2).map { $0["at"] }, "as they were said")
            let files = own.last?["files"]?.array ?? []
            #expect(files.map { $0["name"] } == ["chair.pdf"])
            let content = try await bench.agent.perform(
                ShowCaseFile.self, ["attachment": files.first?["id"] ?? .null])
            #expect(content.bytes == Array("%PDF-1.4\n".utf8))
            #expect(try await ties(id, bench).first?["split"] == split["id"])

            // Undone, it is one case again, and what came since is not lost.
            try await hear("And the table", split["id"] ?? .null, bench)
            let before = try await thread(id, bench).count
            _ = try await bench.agent.perform(UnsplitCase.self, ["case": split["id"] ?? .null])
            #expect(try await thread(id, bench).count == min(before + 1, 500))
            let after = try await thread(id, bench)
            #expect(after.first?["text"] == "And the table")
            #expect(after.filter { $0["text"] == "The chair, too" }.count <= 1, "once")
            let gone = try await bench.show(split["id"] ?? .null)
            #expect(gone["status"] == "closed" && gone["mergedInto"] == id)
            #expect(try await ties(id, bench).map { $0["kind"] } == ["merged"])
            let twice = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(UnsplitCase.self, ["case": split["id"] ?? .null])
            }
            #expect(twice?.code == "caseIsNotSplit")
            let kept = try await bench.agent.perform(
                ListCaseMessages.self,
                ["case": id, "cursor": .string("\(after.last?["id"]?.string ?? "")")])
            let all = after + (kept.json["items"]?.array ?? [])
            #expect(all.filter { $0["text"] == "The chair, too" }.count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func whatCannotBeSplitOrUndoneIsSaid(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let (id, other) = (try await bench.open("A"), try await bench.open("B"))
            _ = try await bench.agent.perform(ReplyToCase.self, ["case": id, "text": "Sorry"])
            let reply = try #require(try await thread(id, bench).first?["id"])
            let foreign = try #require(try await thread(other, bench).first?["id"])
            for (messages, code) in [
                ([reply], "replyStays"), ([foreign], "noSuchMessage"), ([], "required"),
            ] as [([JSON], String)] {
                let refused = await #expect(throws: Refusal.self) {
                    try await bench.agent.perform(
                        SplitCase.self,
                        ["case": id, "messages": .array(messages), "title": "X"])
                }
                #expect(refused?.faults.map(\.code) == [code])
            }
            let split = try await bench.agent.perform(
                SplitCase.self, ["case": other, "message": foreign, "title": "Off"]
            ).json["id"]
            let viewer = bench.place.desk(.viewer)
            await #expect(throws: Refusal.self, "only who works on cases") {
                try await viewer.perform(UnsplitCase.self, ["case": split ?? .null])
            }
            bench.test.pass(.days(1) + .seconds(1))
            let late = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(UnsplitCase.self, ["case": split ?? .null])
            }
            #expect(late?.code == "splitIsOld")
            #expect(try await ties(other, bench).first?["split"] == .null)
        }
    }

    @Test(arguments: Engine.available)
    func tagsAndLinksAreTakenOff(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let (id, other) = (try await bench.open("A"), try await bench.open("B"))
            _ = try await bench.agent.perform(TagCase.self, ["case": id, "tags": ["a", "b/c 空"]])
            let one = try await bench.agent.perform(
                UntagCase.self, ["case": id, "tag": "b/c 空"]
            ).json
            #expect(one["tags"] == ["a"])
            _ = try await bench.agent.perform(UntagCase.self, ["case": id, "tag": "b/c 空"])
            let untagged = try await database.read { connection in
                try connection.timeline(
                    kind: "case.untagged", workspace: bench.agent.workspace,
                    since: Instant(seconds: 0), limit: 9)
            }
            #expect(untagged.map { $0.data["tags"] } == [["b/c 空"]], "told once")
            _ = try await bench.agent.perform(LinkCases.self, ["case": id, "other": other])
            // From the other end, too.
            _ = try await bench.agent.perform(UnlinkCases.self, ["case": other, "other": id])
            #expect(try await ties(id, bench).isEmpty)
            let again = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(UnlinkCases.self, ["case": id, "other": other])
            }
            #expect(again?.code == "noSuchTie")
            let viewer = bench.place.desk(.viewer)
            await #expect(throws: Refusal.self) {
                try await viewer.perform(UntagCase.self, ["case": id, "tag": "a"])
            }
        }
    }
}
