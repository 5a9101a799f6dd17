import Base
import Domain
import Operations
import TestSupport

extension CaseBench {
    /// A complaint of the team at its last step, cause found, the customer not content.
    func complaint(_ severity: String = "ordinary") async throws -> JSON {
        let opened = try await agent.perform(
            OpenCase.self,
            [
                "title": "Broken twice", "kind": "complaint", "severity": .string(severity),
                "team": .string("\(team)"), "words": "I complain",
                "assignee": .string("\(place.user(.agent))"),
            ])
        let id = opened.json["id"] ?? .null
        let way: [(String, JSON)] = [
            ("responsibility", ["summary": "Broken", "demand": "A new one"]),
            ("classify", ["primary_unit": "Shop"]), ("emotion", ["topic": "product"]),
            ("act", ["mood": "angry"]), ("offer", ["facts": "Seen"]),
            ("agree", ["solution": "Exchange"]),
            ("prevent", ["customer_confirmed": false, "agreement_note": "wants more"]),
        ]
        for (step, fields) in way {
            _ = try await agent.perform(
                MoveCase.self, ["case": id, "step": .string(step), "fields": fields])
        }
        return id
    }

    func closeComplaint(_ id: JSON, by desk: Desk) async throws -> JSON {
        try await desk.perform(
            CloseCase.self,
            [
                "case": id, "outcome": "redressed", "text": "Exchanged",
                "fields": [
                    "cause": "skill", "prevention": "Training",
                    "whys": ["It broke", "Built in wrongly", "Nobody had shown how"],
                ],
            ]
        ).json
    }
}
