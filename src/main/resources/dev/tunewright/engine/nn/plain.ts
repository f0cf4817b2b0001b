
  # What products.ts has, where PyTorch was built without oneDNN.
  def product(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, (self).widened(weight), (self).widened_bias(bias))

  def product_gelu(self: __torch__.M, x: Tensor, weight: Tensor, bias: Tensor, gelu: str) -> Tensor:
    return torch.gelu((self).product(x, weight, bias), approximate=gelu)

  def packed(self: __torch__.M, weight: Tensor) -> Tensor:
    return weight

  def packed_unbiased(self: __torch__.M, weight: Tensor) -> Tensor:
    return weight
