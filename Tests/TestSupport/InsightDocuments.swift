/// Instruments of the tests of analysis.
public enum InsightDocuments {
    public static let gaps = """
        key: quality
        title: {zh: 质量, en: Quality}
        languages: [zh, en]
        pages:
          - title: {zh: 一, en: One}
            items:
              - key: tangibles
                kind: pairs
                title: {zh: 环境, en: Place}
                sides: &sides
                  - {code: expectation, title: {zh: 期望, en: Expected}}
                  - {code: perception, title: {zh: 感受, en: Found}}
                rows:
                  - {code: tools, title: {zh: 设备, en: Tools}}
                  - {code: rooms, title: {zh: 场所, en: Rooms}}
                scale: &scale {points: 7, labels: {1: {zh: 低, en: Low}, 7: {zh: 高, en: High}}}
              - key: reliability
                kind: pairs
                title: {zh: 可靠, en: Word}
                sides: *sides
                rows:
                  - {code: promise, title: {zh: 承诺, en: Promise}}
                  - {code: first, title: {zh: 一次, en: First time}}
                scale: *scale
              - key: weights
                kind: constant_sum
                title: {zh: 权重, en: Weights}
                rows:
                  - {code: tangibles, title: {zh: 环境, en: Place}}
                  - {code: reliability, title: {zh: 可靠, en: Word}}
                total: 100
        """

    /// What managers and staff are asked, and the marks of checks: in short what the library asks.
    public static let managers = """
        key: gap-managers
        title: {zh: 管理者, en: Managers}
        languages: [zh, en]
        computed:
          - {key: cause_goals, title: {zh: 目标, en: Targets}, value: mean(answers.goals.written)}
          - {key: cause_standards, title: {zh: 标准, en: Standards}, value: mean(answers.goals.kept)}
        pages:
          - items:
              - key: belief
                kind: matrix
                title: {zh: 认识, en: Belief}
                rows: &dimensions
                  - {code: tangibles, title: {zh: 环境, en: Place}}
                  - {code: reliability, title: {zh: 可靠, en: Word}}
                scale: &scale {points: 7, labels: {1: {zh: 低, en: Low}, 7: {zh: 高, en: High}}}
              - key: goals
                kind: matrix
                title: {zh: 目标, en: Targets}
                rows:
                  - {code: written, title: {zh: 成文, en: Written}}
                  - {code: kept, title: {zh: 执行, en: Kept}}
                scale: *scale
        """

    public static let staff = """
        key: gap-staff
        title: {zh: 员工, en: Staff}
        languages: [zh, en]
        pages:
          - items:
              - key: delivery
                kind: matrix
                title: {zh: 达标, en: To standard}
                rows:
                  - {code: reliability, title: {zh: 可靠, en: Word}}
                scale: {points: 7, labels: {1: {zh: 少, en: Rarely}, 7: {zh: 总是, en: Always}}}
        """

    public static let kano = """
        key: wishes
        title: {zh: 愿望, en: Wishes}
        languages: [zh, en]
        pages:
          - items:
              - key: features
                kind: kano
                title: {zh: 服务, en: Services}
                sides:
                  - {code: functional, title: {zh: 有, en: With}}
                  - {code: dysfunctional, title: {zh: 没有, en: Without}}
                options:
                  - {code: like, title: {zh: 喜欢, en: Like}}
                  - {code: expect, title: {zh: 理应, en: Expect}}
                  - {code: neutral, title: {zh: 无所谓, en: Neutral}}
                  - {code: tolerate, title: {zh: 忍受, en: Tolerate}}
                  - {code: dislike, title: {zh: 不喜欢, en: Dislike}}
                rows:
                  - {code: refund, title: {zh: 退款, en: Refund}}
                  - {code: gift, title: {zh: 礼物, en: Gift}}
        """

    public static let index = """
        key: customers
        title: {zh: 客户, en: Customers}
        languages: [zh, en]
        pages:
          - items:
              - key: quality
                kind: matrix
                title: {zh: 质量, en: Quality}
                rows: &rows
                  - {code: a, title: {zh: 一, en: One}}
                  - {code: b, title: {zh: 二, en: Two}}
                scale: &scale {points: 10, labels: {1: {zh: 低, en: Low}, 10: {zh: 高, en: High}}}
              - key: satisfaction
                kind: matrix
                title: {zh: 满意, en: Content}
                rows: *rows
                scale: *scale
              - key: loyalty
                kind: matrix
                title: {zh: 忠诚, en: Loyal}
                rows: *rows
                scale: *scale
        """

    public static let journey = """
        key: trip
        title: {zh: 行程, en: Trip}
        languages: [zh, en]
        hidden:
          - {key: class, title: {zh: 舱位, en: Class}}
        pages:
          - title: {zh: 出发, en: Out}
            items:
              - key: book
                kind: rating
                title: {zh: 预订, en: Booking}
                scale: &scale {points: 5, labels: {1: {zh: 差, en: Poor}, 5: {zh: 好, en: Good}}}
              - {key: seat, kind: rating, title: {zh: 座位, en: Seat}, scale: *scale}
          - title: {zh: 到达, en: In}
            items:
              - {key: bags, kind: rating, title: {zh: 行李, en: Bags}, scale: *scale}
              - {key: recommend, kind: nps, score: true, title: {zh: 推荐, en: Recommend}}
        """
}
