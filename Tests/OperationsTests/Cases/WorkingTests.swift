import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct WorkingTests {
    @Test(arguments: Engine.available)
    func aMergeKeepsTheLongerWaitingClockAndIsUndone(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let first = try await bench.open("Asked by phone")
            bench.test.pass(.minutes(5))
            let second = try await bench.open("Asked by mail")
            let before = try await bench.show(second)
            let merged = try await bench.agent.perform(
                MergeCases.self, ["case": first, "into": second])
            // The first began five minutes sooner: that is what the customer waits for.
            let clock = bench.clock("first_response", of: merged.json)
            #expect(clock?["dueAt"] == .string((TestHouse.start + .minutes(15)).iso8601))
            let old = try await bench.show(first)
            #expect(old["status"] == "closed" && old["mergedInto"] == second)
            #expect(bench.clock("first_response", of: old)?["state"] == "cancelled")
            let thread = try await bench.agent.perform(ListCaseMessages.self, ["case": second])
            #expect(thread.json["items"]?.array?.count == 2, "both threads, by date")
            let rates = try await bench.agent.perform(ShowKeptRates.self, [:]).json["items"]?.array
            let open = rates?.first {
                $0["promise"] == "negative-feedback" && $0["clock"] == "first_response"
            }?["open"]
            #expect(open == 1, "one promise is owed, not two")
            await #expect(throws: Refusal.self, "into itself") {
                try await bench.agent.perform(MergeCases.self, ["case": second, "into": second])
            }
            let back = try await bench.agent.perform(UnmergeCase.self, ["case": first]).json
            #expect(back["status"] == "new" && back["mergedInto"] == .null)
            #expect(bench.clock("first_response", of: back)?["state"] == "running")
            let after = try await bench.show(second)
            #expect(
                bench.clock("first_response", of: after)?["dueAt"]
                    == bench.clock("first_response", of: before)?["dueAt"])
            let own = try await bench.agent.perform(ListCaseMessages.self, ["case": second])
            #expect(own.json["items"]?.array?.count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func afterADayAMergeStandsAndItsClocksGoOnWhereTheyWentOn(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let first = try await bench.open("A")
            bench.test.pass(.minutes(1))
            let second = try await bench.open("B")
            _ = try await bench.agent.perform(MergeCases.self, ["case": first, "into": second])
            bench.test.pass(.minutes(1))
            _ = try await bench.agent.perform(ReplyToCase.self, ["case": second, "text": "Hi"])
            _ = try await bench.agent.perform(UnmergeCase.self, ["case": first])
            let answered = try await bench.show(second)
            #expect(bench.clock("first_response", of: answered)?["state"] == "met")
            _ = try await bench.agent.perform(MergeCases.self, ["case": first, "into": second])
            bench.test.pass(.days(1) + .seconds(1))
            let late = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(UnmergeCase.self, ["case": first])
            }
            #expect(late?.code == "mergeIsOld")
        }
    }

    @Test(arguments: Engine.available)
    func aReplyCanBeTakenBackUntilItIsSent(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            func send(_ text: JSON) async throws -> JSON {
                _ = try await bench.agent.perform(SendReply.self, ["case": id, "text": text])
                let drafts = try await bench.agent.perform(ShowDrafts.self, ["case": id]).json
                return drafts["waiting"]?.array?.last?["id"] ?? .null
            }
            let first = try await send("Oops")
            var one = try await bench.show(id)
            #expect(bench.clock("first_response", of: one)?["state"] == "running")
            _ = try await bench.agent.perform(UndoSend.self, ["case": id, "send": first])
            let drafts = try await bench.agent.perform(ShowDrafts.self, ["case": id]).json
            #expect(drafts["reply"] == "Oops" && drafts["waiting"] == [])
            bench.test.pass(.seconds(20))
            _ = try await bench.rounds("a").round()
            let second = try await send("We look into it")
            bench.test.pass(.seconds(9))
            _ = try await bench.rounds("a").round()
            one = try await bench.show(id)
            #expect(bench.clock("first_response", of: one)?["state"] == "running", "not yet")
            bench.test.pass(.seconds(1))
            _ = try await bench.rounds("a").round()
            _ = try await bench.rounds("b").round()
            one = try await bench.show(id)
            #expect(bench.clock("first_response", of: one)?["state"] == "met")
            let thread = try await bench.agent.perform(ListCaseMessages.self, ["case": id]).json
            let replies = thread["items"]?.array?.filter { $0["kind"] == "reply" } ?? []
            #expect(replies.count == 1 && replies.first?["text"] == "We look into it")
            let sent = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(UndoSend.self, ["case": id, "send": second])
            }
            #expect(sent?.code == "replyIsSent")
        }
    }

    @Test(arguments: Engine.available)
    func whoHasNotReadTheNewestIsToldBeforeAnswering(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            let thread = try await bench.agent.perform(ListCaseMessages.self, ["case": id]).json
            let seen = thread["items"]?.array?.first?["id"] ?? .null
            _ = try await bench.agent.perform(NoteOnCase.self, ["case": id, "text": "A note"])
            _ = try await bench.manager.perform(
                ReplyToCase.self, ["case": id, "text": "We send it again"])
            let refusal = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    SendReply.self, ["case": id, "text": "We pay it back", "seen": seen])
            }
            #expect(refusal?.code == "threadMoved")
            // One's own words are no news.
            _ = try await bench.manager.perform(
                SendReply.self, ["case": id, "text": "And a voucher", "seen": seen])
            bench.test.pass(.seconds(20))
            _ = try await bench.rounds("a").round()
            let now = try await bench.agent.perform(ListCaseMessages.self, ["case": id]).json
            _ = try await bench.agent.perform(
                SendReply.self,
                [
                    "case": id, "text": "All right",
                    "seen": now["items"]?.array?.first?["id"] ?? .null,
                ])
        }
    }

    @Test(arguments: Engine.available)
    func whatWaitsGoesOutBeforeItsCaseEnds(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let (id, other) = (try await bench.open("A"), try await bench.open("B"))
            func send(on id: JSON) async throws {
                _ = try await bench.agent.perform(
                    SendReply.self, ["case": id, "text": "Good-bye"])
            }
            func replies(on id: JSON) async throws -> [JSON] {
                let thread = try await bench.agent.perform(ListCaseMessages.self, ["case": id])
                return thread.json["items"]?.array?.filter { $0["kind"] == "reply" } ?? []
            }
            try await send(on: id)
            _ = try await bench.manager.perform(
                CloseCase.self, ["case": id, "outcome": "duplicate", "text": "twice"])
            #expect(
                try await replies(on: id).map { $0["author"] }
                    == [.string("\(bench.place.user(.agent))")])
            let one = try await bench.show(id)
            #expect(bench.clock("first_response", of: one)?["state"] == "met")
            // Refused, the case goes on, and so does the wait.
            try await send(on: other)
            await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    CloseCase.self, ["case": other, "outcome": "solved", "text": "No last step"])
            }
            #expect(try await replies(on: other).isEmpty)
            let into = try await bench.open("C")
            _ = try await bench.agent.perform(MergeCases.self, ["case": other, "into": into])
            #expect(try await replies(on: into).count == 1)
            bench.test.pass(.seconds(20))
            _ = try await bench.rounds("a").round()
            #expect(try await replies(on: into).count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func whatAColleagueIsAboutToSendIsReadFirstAndNothingBegunIsLost(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            let thread = try await bench.agent.perform(ListCaseMessages.self, ["case": id]).json
            let seen = thread["items"]?.array?.first?["id"] ?? .null
            _ = try await bench.manager.perform(SendReply.self, ["case": id, "text": "First"])
            let waiting = try await bench.agent.perform(ShowDrafts.self, ["case": id]).json
            let first = waiting["waiting"]?.array?.first
            #expect(first?["authorName"] == "The manager")
            let refusal = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    SendReply.self, ["case": id, "text": "Second", "seen": seen])
            }
            #expect(refusal?.code == "replyWaits")
            _ = try await bench.agent.perform(
                SendReply.self,
                ["case": id, "text": "Second", "seen": seen, "seenSend": first?["id"] ?? .null])
            // One's own is no news, and what was begun since stays when it is taken back.
            _ = try await bench.manager.perform(
                KeepDraft.self, ["case": id, "kind": "reply", "text": "And then"])
            _ = try await bench.manager.perform(
                UndoSend.self, ["case": id, "send": first?["id"] ?? .null])
            let drafts = try await bench.manager.perform(ShowDrafts.self, ["case": id]).json
            #expect(drafts["reply"] == "First\n\nAnd then")
        }
    }

    @Test(arguments: Engine.available)
    func aChecklistBecomesTasks(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            _ = try await bench.agent.perform(
                AddCaseTask.self, ["case": id, "checklist": "call-back"])
            let tasks = try await bench.agent.perform(ListCaseTasks.self, ["case": id]).json
            let texts = tasks["items"]?.array?.compactMap { $0["text"]?.string } ?? []
            #expect(texts.count == 4 && texts.first == "Read the whole thread")
            let unknown = await #expect(throws: Refusal.self) {
                try await bench.agent.perform(
                    AddCaseTask.self, ["case": id, "checklist": "nobody-has-it"])
            }
            #expect(unknown?.faults.first?.code == "noSuchChecklist")
            await #expect(throws: Refusal.self, "neither words nor a list") {
                try await bench.agent.perform(AddCaseTask.self, ["case": id])
            }
        }
    }

    @Test(arguments: Engine.available)
    func casesGoToWhoIsGoodAtThem(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            _ = try await bench.place.system.perform(
                EditTeam.self,
                ["team": .string("\(bench.team)"), "name": "Front line", "assigns": "skill"])
            for (role, skills) in [
                (Role.agent, ["complaint", "phone"]), (.manager, ["Complaint"]),
            ] as [(Role, [JSON])] {
                _ = try await bench.place.system.perform(
                    SetSkills.self,
                    ["user": .string("\(bench.place.user(role))"), "skills": .array(skills)])
            }
            func given(_ kind: JSON, _ channel: JSON) async throws -> JSON? {
                let id = try await bench.agent.perform(
                    OpenCase.self,
                    [
                        "title": "X", "kind": kind, "channel": channel,
                        "team": .string("\(bench.team)"),
                    ]
                ).json["id"]
                return try await bench.show(id ?? .null)["assigneeName"]
            }
            #expect(try await given("complaint", "phone") == "The agent")
            #expect(try await given("complaint", "phone") == "The agent", "though busier")
            #expect(try await given("complaint", "web") == "The manager", "as good, and free")
            #expect(try await given("request", "web") == "The manager", "nobody is: who has less")
        }
    }

    @Test(arguments: Engine.available)
    func draftsPresenceMentionsAndTasksAreKept(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let id = try await bench.open()
            for text: JSON in ["half a", "half a sentence"] {
                _ = try await bench.agent.perform(
                    KeepDraft.self, ["case": id, "kind": "note", "text": text])
            }
            let drafts = try await bench.agent.perform(ShowDrafts.self, ["case": id]).json
            #expect(drafts["note"] == "half a sentence")
            let others = try await bench.manager.perform(ShowDrafts.self, ["case": id]).json
            #expect(others["note"] == .null, "a draft is its author's")
            _ = try await bench.agent.perform(NotePresence.self, ["case": id, "typing": true])
            let seen = try await bench.manager.perform(NotePresence.self, ["case": id]).json
            #expect(seen["others"] == [["name": "The agent", "typing": true]])
            bench.test.pass(.seconds(31))
            let gone = try await bench.manager.perform(NotePresence.self, ["case": id]).json
            #expect(gone["others"] == [])
            _ = try await bench.agent.perform(
                NoteOnCase.self,
                ["case": id, "text": "@manager please look, also @nobody-here a@manager"])
            #expect(try await bench.told(.manager) == ["mention"])
            _ = try await bench.agent.perform(
                AddCaseTask.self, ["case": id, "text": "Call back\n\n Check the order "])
            let tasks = try await bench.agent.perform(ListCaseTasks.self, ["case": id]).json
            #expect(
                tasks["items"]?.array?.compactMap { $0["text"]?.string }
                    == ["Call back", "Check the order"])
            let task = try #require(tasks["items"]?.array?.first?["id"])
            _ = try await bench.agent.perform(
                TickCaseTask.self, ["case": id, "task": task, "done": true])
            let ticked = try await bench.agent.perform(ListCaseTasks.self, ["case": id]).json
            #expect(ticked["items"]?.array?.first?["doneAt"]?.string != nil)
        }
    }

    @Test(arguments: Engine.available)
    func bulkSplitAndLink(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let one = try await bench.open("A")
            let other = try await bench.open("B")
            _ = try await bench.manager.perform(
                CloseCase.self, ["case": other, "outcome": "duplicate", "text": "twice"])
            let bulk = try await bench.agent.perform(
                BulkCases.self, ["cases": [one, other], "do": "tag", "text": "late"]
            ).json
            #expect(bulk["done"] == 2)
            let taken = try await bench.agent.perform(
                BulkCases.self, ["cases": [one, other], "do": "take"]
            ).json
            #expect(taken["done"] == 1)
            #expect(taken["refused"]?.array?.first?["code"] == "caseIsClosed")
            let thread = try await bench.agent.perform(ListCaseMessages.self, ["case": one]).json
            let message = try #require(thread["items"]?.array?.first?["id"])
            let split = try await bench.agent.perform(
                SplitCase.self, ["case": one, "message": message, "title": "The other thing"]
            ).json
            _ = try await bench.agent.perform(LinkCases.self, ["case": one, "other": other])
            let ties = try await bench.agent.perform(ListCaseTies.self, ["case": one]).json
            let kinds = ties["items"]?.array?.compactMap { $0["kind"]?.string } ?? []
            #expect(kinds.sorted() == ["related", "split"])
            let back = try await bench.agent.perform(
                ListCaseTies.self, ["case": split["id"] ?? .null])
            #expect(back.json["items"]?.array?.first?["case"] == one)
        }
    }

    @Test(arguments: Engine.available)
    func aTeamGivesItsCasesInTurnOrByLoad(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            func rule(_ rule: JSON) async throws {
                _ = try await bench.place.system.perform(
                    EditTeam.self,
                    ["team": .string("\(bench.team)"), "name": "Front line", "assigns": rule])
            }
            func given() async throws -> JSON? {
                bench.test.pass(.seconds(1))
                return try await bench.show(try await bench.open())["assignee"]
            }
            #expect(try await given() == .null, "by hand")
            try await rule("round_robin")
            let first = try await given()
            let second = try await given()
            #expect(first != second && first != .null && second != .null)
            #expect(try await given() == first)
            // The second gets two more by hand, so by load the next two are the first's.
            try await rule("load")
            #expect(try await given() == second)
        }
    }
}
